namespace Tepui.EndToEnd.Tests.VirtualMachines;

/// <summary>Limits on a kernel that has cgroups of version 2 only, as most machines have by now.</summary>
[Collection(AloneCollection.Name)]
public class UnifiedCgroupTests(SharedMachine machine)
{
    internal const string Script =
        """
        tepui agent --master=127.0.0.1:5050 --work_dir=/tmp/agent --resources='cpus:2;mem:512;disk:100' \
          --isolation=cgroups/cpu,cgroups/mem,cgroups/pids --cgroups_enable_cfs --cgroups_pids_max=50 > /tmp/agent.log 2>&1 &
        agent=$!

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
        stop
        """;

    [VirtualMachineFact]
    public void Tasks_are_bounded_told_of_and_leave_nothing()
    {
        string limits = machine.Part("limits");
        limits.ShouldContain("cpu.max 50000 100000", customMessage: machine.Output);
        limits.ShouldContain("memory.max 67108864");
        limits.ShouldContain("pids.max 50");
        limits.ShouldContain("\"mem_limit_bytes\":67108864");
        string memory = machine.Part("memory");
        memory.ShouldContain("TASK_FAILED");
        memory.ShouldContain("Memory limit exceeded: Requested: 64");
        string processes = machine.Part("processes");
        processes.ShouldNotContain("all of them started");
        machine.Part("left").Trim().ShouldBeEmpty();
    }
}
