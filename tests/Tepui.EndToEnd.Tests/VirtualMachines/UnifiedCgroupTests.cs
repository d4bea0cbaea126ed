using System;
using System.Threading.Tasks;

namespace Tepui.EndToEnd.Tests.VirtualMachines;

/// <summary>Emulation takes all processors there are, so it waits for the other tests.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    public const string Name = "virtual machines";
}

/// <summary>Limits on a kernel that has cgroups of version 2 only, as most machines have by now.</summary>
[Collection(AloneCollection.Name)]
public class UnifiedCgroupTests
{
    /// <summary>Everything in one machine, for it takes a minute: each part says what it found after its own mark.</summary>
    private const string Script =
        """
        tepui master --ip=127.0.0.1 --work_dir=/tmp/master --agent_ping_timeout=60secs --max_agent_ping_timeouts=20 > /tmp/master.log 2>&1 &
        tepui agent --master=127.0.0.1:5050 --work_dir=/tmp/agent --resources='cpus:2;mem:512;disk:100' \
          --isolation=cgroups/cpu,cgroups/mem,cgroups/pids --cgroups_enable_cfs --cgroups_pids_max=50 > /tmp/agent.log 2>&1 &
        run() { tepui execute --master=127.0.0.1:5050 "$@"; }

        echo '== limits'
        run --name=limits --resources='cpus:0.5;mem:64' --command='
          here=/sys/fs/cgroup$(dirname $(cut -d: -f3 /proc/self/cgroup))
          for file in cpu.weight cpu.max memory.max memory.low pids.max; do echo "$file $(cat $here/$file)"; done
          wget -q -O /tmp/statistics http://127.0.0.1:5051/monitor/statistics
          cat /tmp/statistics'

        echo '== memory'
        run --name=hog --resources='cpus:0.5;mem:64' --command='exec tail /dev/zero'

        echo '== processes'
        run --name=bomb --resources='cpus:0.5;mem:64' \
          --command='i=0; while [ $i -lt 100 ]; do sleep 1000 & i=$((i + 1)); done; echo all of them started'

        echo '== left'
        find /sys/fs/cgroup/mesos -mindepth 1 -type d
        echo '== agent'
        cat /tmp/agent.log
        """;

    [VirtualMachineFact]
    public async Task Tasks_are_bounded_told_of_and_leave_nothing()
    {
        string output = (await VirtualMachine.RunAsync(Script)).Replace("\r", "", StringComparison.Ordinal);

        string limits = Part(output, "limits");
        limits.ShouldContain("cpu.max 50000 100000", customMessage: output);
        limits.ShouldContain("memory.max 67108864");
        limits.ShouldContain("pids.max 50");
        limits.ShouldContain("\"mem_limit_bytes\":67108864");
        string memory = Part(output, "memory");
        memory.ShouldContain("TASK_FAILED");
        memory.ShouldContain("Memory limit exceeded: Requested: 64");
        string processes = Part(output, "processes");
        processes.ShouldNotContain("all of them started");
        Part(output, "left").Trim().ShouldBeEmpty();
    }

    private static string Part(string output, string name)
    {
        int start = output.IndexOf($"== {name}\n", StringComparison.Ordinal);
        start.ShouldBeGreaterThanOrEqualTo(0, output);
        start = output.IndexOf('\n', start) + 1;
        int end = output.IndexOf("\n== ", start - 1, StringComparison.Ordinal);
        return end < 0 ? output[start..] : output[start..Math.Max(start, end)];
    }
}
