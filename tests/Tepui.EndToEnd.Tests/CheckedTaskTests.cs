using System.IO;
using System.Linq;
using Mesos.V1;
using Tepui.EndToEnd.Tests.Harness;
using Task = System.Threading.Tasks.Task;
using TaskStatus = Mesos.V1.TaskStatus;

namespace Tepui.EndToEnd.Tests;

/// <summary>Health checks, checks and time limits of real processes.</summary>
public class CheckedTaskTests
{
    [Fact]
    public async Task A_web_server_that_turns_bad_is_told_unhealthy_and_then_killed_and_a_restart_of_the_agent_changes_nothing()
    {
        await using var cluster = new Cluster();
        await cluster.StartMasterAsync();
        int agentPort = FreePort.Take();
        RunningProgram agent = await cluster.StartAgentAsync(agentPort);
        await using var framework = TestFramework.Start(cluster.MasterAddress);
        uint port = (uint)FreePort.Take();

        framework.Launch(Checked("web", $"echo fine > health; exec busybox httpd -f -p 127.0.0.1:{port} -h .", HealthChecks.Http(port, "/health")));
        await framework.WaitForAsync("web", TaskState.TaskRunning, static status => status.Healthy);
        agent.Kill();
        await agent.WaitForExitAsync();
        await cluster.StartAgentAsync(agentPort);
        File.Delete(Path.Combine(cluster.Sandbox("health"), "health"));
        await framework.WaitForAsync("web", TaskState.TaskRunning, static status => status is { HasHealthy: true, Healthy: false });
        TaskStatus end = await framework.WaitForAsync("web", TaskState.TaskKilled);

        (end.HasHealthy, end.Healthy, end.Message).ShouldBe((true, false, "Command terminated with signal Terminated"));
    }

    [Fact]
    public async Task Commands_and_connections_say_how_a_task_is_and_what_never_returns_has_failed()
    {
        await using var cluster = new Cluster();
        await cluster.StartMasterAsync();
        await cluster.StartAgentAsync(FreePort.Take());
        await using var framework = TestFramework.Start(cluster.MasterAddress);
        uint port = (uint)FreePort.Take();
        string stuck = cluster.At("stuck");

        framework.Launch(Checked("tcp", $"exec busybox httpd -f -p 127.0.0.1:{port}", HealthChecks.Tcp(port)));
        framework.Launch(Checked("command", "touch here; exec sleep 600", HealthChecks.Command("test -f $MESOS_SANDBOX/here && test $MINE = its", ("MINE", "its"))));
        framework.Launch(Checked("stuck", "exec sleep 600", HealthChecks.Command("sleep 600 & sleep 601", ("FOLDER", stuck))));
        TaskInfo result = Checked("result", "exec sleep 600", null);
        result.Check = new CheckInfo
        {
            Type = CheckInfo.Types.Type.Command,
            Command = new CheckInfo.Types.Command { Command_ = new CommandInfo { Value = "test -f $MESOS_SANDBOX/ready || exit 7" } },
            DelaySeconds = 0,
            IntervalSeconds = 0.2,
        };
        framework.Launch(result);

        await framework.WaitForAsync("tcp", TaskState.TaskRunning, static status => status.Healthy);
        await framework.WaitForAsync("command", TaskState.TaskRunning, static status => status.Healthy);
        (await framework.WaitForAsync("result", TaskState.TaskRunning, static status => status.CheckStatus?.Command?.HasExitCode == true))
            .CheckStatus.Command.ExitCode.ShouldBe(7);
        File.Delete(Path.Combine(cluster.Sandbox("here"), "here"));
        TaskStatus[] ends = await Task.WhenAll(
            framework.WaitForAsync("command", TaskState.TaskKilled), framework.WaitForAsync("stuck", TaskState.TaskKilled));

        ends.ShouldAllBe(status => status.HasHealthy && !status.Healthy);
        await Http.UntilAsync(() => Task.FromResult(!Processes.Naming(stuck).Any(Processes.IsAlive)), () => "what the check started is still there");
    }

    [Fact]
    public async Task A_task_that_takes_longer_than_it_may_has_failed()
    {
        await using var cluster = new Cluster();
        await cluster.StartMasterAsync();
        await cluster.StartAgentAsync(FreePort.Take());
        await using var framework = TestFramework.Start(cluster.MasterAddress);
        TaskInfo task = Checked("long", "exec sleep 60", null);
        task.MaxCompletionTime = new DurationInfo { Nanoseconds = 1_000_000_000 };

        framework.Launch(task);
        TaskStatus end = await framework.WaitForAsync("long", TaskState.TaskFailed);

        (end.Reason, end.Message).ShouldBe((TaskStatus.Types.Reason.MaxCompletionTimeReached, "Command terminated with signal Killed"));
    }

    private static TaskInfo Checked(string id, string command, HealthCheck? check) => new()
    {
        Name = id,
        TaskId = new TaskID { Value = id },
        Command = new CommandInfo { Value = command },
        HealthCheck = check,
    };
}
