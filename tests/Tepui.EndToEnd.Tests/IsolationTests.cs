using System;
using System.IO;
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
