using System;
using System.IO;
using System.Linq;
using Mesos.V1;
using Tepui.EndToEnd.Tests.Harness;
using Tepui.Testing.Hosts;
using Task = System.Threading.Tasks.Task;
using TaskStatus = Mesos.V1.TaskStatus;

namespace Tepui.EndToEnd.Tests;

/// <summary>Tasks that are bounded, on an agent with cgroups of its own.</summary>
public class IsolationTests
{
    private const string Hog = "x=$(head -c 100000000 /dev/zero | tr '\\0' x)";

    [RootFact]
    public async Task A_task_over_its_memory_is_killed_for_it_and_one_within_its_limit_is_not_also_when_the_agent_was_killed_meanwhile()
    {
        await using var cgroups = new OwnCgroups();
        string memory = cgroups.Of("memory");
        await using var cluster = new Cluster();
        await cluster.StartMasterAsync();
        int port = FreePort.Take();
        string[] flags = ["--isolation=cgroups/cpu,cgroups/mem,cgroups/pids", $"--cgroups_root={cgroups.Name}"];
        RunningProgram agent = await cluster.StartAgentAsync(port, "agent", flags);
        await using var framework = TestFramework.Start(cluster.MasterAddress);
        framework.Launch("over", $"touch over-ready; while ! [ -e go ]; do sleep 0.1; done; {Hog}; sleep 1000");
        TaskInfo burst = new()
        {
            Name = "burst",
            TaskId = new TaskID { Value = "burst" },
            Command = new CommandInfo { Value = $"touch burst-ready; while ! [ -e go ]; do sleep 0.1; done; {Hog}; exit 0" },
            Limits =
            {
                ["cpus"] = new Value.Types.Scalar { Value = double.PositiveInfinity },
                ["mem"] = new Value.Types.Scalar { Value = 1024 },
            },
        };
        framework.Launch(burst);
        await framework.WaitForAsync("over", TaskState.TaskRunning);
        await framework.WaitForAsync("burst", TaskState.TaskRunning);
        agent.Kill();
        await agent.WaitForExitAsync();
        Directory.CreateDirectory(Path.Combine(memory, "nobodys"));
        await cluster.StartAgentAsync(port, "agent", flags);
        await Http.UntilAsync(() => Task.FromResult(Go(cluster, "over-ready") && Go(cluster, "burst-ready")), () => "no sandbox");

        TaskStatus end = await framework.WaitForAsync("over", TaskState.TaskFailed);
        await framework.WaitForAsync("burst", TaskState.TaskFinished);

        end.Reason.ShouldBe(TaskStatus.Types.Reason.ContainerLimitationMemory);
        end.Message.ShouldStartWith("Memory limit exceeded: Requested: 32MB Maximum Used: 32MB\n\nMEMORY STATISTICS: \n");
        end.Limitation.Resources.Count.ShouldBe(1);
        Directory.GetDirectories(memory).ShouldBeEmpty();
    }

    [RootFact]
    public async Task Tasks_of_a_pod_have_limits_of_their_own_below_those_of_the_pod_and_one_over_its_memory_is_told_why()
    {
        await using var cgroups = new OwnCgroups();
        await using var cluster = new Cluster();
        await cluster.StartMasterAsync();
        await cluster.StartAgentAsync(
            FreePort.Take(), "agent", "--isolation=cgroups/cpu,cgroups/mem", $"--cgroups_root={cgroups.Name}", "--cgroups_enable_cfs");
        await using var framework = TestFramework.Start(cluster.MasterAddress);
        string go = cluster.At("go");
        const string Limits =
            "m=/sys/fs/cgroup/memory$(sed -n 's/^[0-9]*:memory://p' /proc/self/cgroup); c=/sys/fs/cgroup/cpu$(sed -n 's/^[0-9]*:cpu://p' /proc/self/cgroup); "
            + "cat $m/memory.limit_in_bytes $c/cpu.cfs_quota_us > told; "
            + "while [ ${m##*/} != ROOT ]; do cat $m/memory.limit_in_bytes; m=${m%/*}; done >> told; ";
        string script = Limits.Replace("ROOT", cgroups.Name, StringComparison.Ordinal);
        TaskInfo bounded = Apart("bounded", $"{script} touch {go}; exec sleep 1000");
        bounded.Limits["cpus"] = new Value.Types.Scalar { Value = 0.75 };
        bounded.Limits["mem"] = new Value.Types.Scalar { Value = 64 };
        TaskInfo over = Apart("over", $"until [ -e {go} ]; do sleep 0.05; done; {Hog}; exec sleep 1000");

        framework.LaunchGroup("pod", bounded, over);

        (await framework.WaitForAsync("over", TaskState.TaskFailed)).Reason.ShouldBe(TaskStatus.Types.Reason.ContainerLimitationMemory);
        await framework.WaitForAsync("bounded", TaskState.TaskKilled);
        string[] told = await File.ReadAllLinesAsync(Path.Combine(cluster.Sandbox("told"), "told"));
        told[..2].ShouldBe(["67108864", "75000"]);

        // The pod's own: of the tasks 64 and 32 MB, and what its executor asks for.
        told[2..].Select(long.Parse).ShouldContain(limit => limit >= 96 << 20 && limit < 1L << 30);
    }

    private static TaskInfo Apart(string id, string command) => new()
    {
        Name = id,
        TaskId = new TaskID { Value = id },
        Command = new CommandInfo { Value = command },
        Container = new ContainerInfo { Type = ContainerInfo.Types.Type.Mesos, LinuxInfo = new LinuxInfo { ShareCgroups = false } },
    };

    /// <summary>Lets a task go on whose sandbox has a file of its name.</summary>
    private static bool Go(Cluster cluster, string task)
    {
        try
        {
            File.WriteAllText(Path.Combine(cluster.Sandbox(task), "go"), "");
            return true;
        }
        catch (Exception e) when (e is IOException or InvalidOperationException)
        {
            return false;
        }
    }
}
