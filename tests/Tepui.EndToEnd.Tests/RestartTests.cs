using System.IO;
using System.Linq;
using Mesos.V1;
using Tepui.EndToEnd.Tests.Harness;
using Task = System.Threading.Tasks.Task;

namespace Tepui.EndToEnd.Tests;

/// <summary>kill -9 of an agent, a master, a scheduler, in the middle of a task's life.</summary>
public class RestartTests
{
    [Fact]
    public async Task Tasks_outlive_their_agent_keep_their_pid_and_report_their_end_once()
    {
        await using var cluster = new Cluster();
        await cluster.StartMasterAsync();
        var port = FreePort.Take();
        var agent = await cluster.StartAgentAsync(port);
        await using var framework = TestFramework.Start(cluster.MasterAddress);
        var (started, go) = (cluster.At("started"), cluster.At("go"));

        framework.Launch("task with: a space", $"echo $$ >> {started}; until [ -e {go} ]; do sleep 0.02; done; exit 7");
        await framework.WaitForAsync("task with: a space", TaskState.TaskRunning);
        await Http.UntilAsync(() => Task.FromResult(File.Exists(started)), () => "the task does not start\n" + agent.Report());
        var pid = int.Parse((await File.ReadAllLinesAsync(started)).Single());
        agent.Kill();
        await agent.WaitForExitAsync();
        Processes.IsAlive(pid).ShouldBeTrue();

        var again = await cluster.StartAgentAsync(port);
        await framework.WaitForAgentAsync();
        Processes.IsAlive(pid).ShouldBeTrue(again.Report());
        await File.WriteAllTextAsync(go, "");
        var end = await framework.WaitForAsync("task with: a space", TaskState.TaskFailed);

        end.Message.ShouldContain("7");
        (await File.ReadAllLinesAsync(started)).Length.ShouldBe(1, "it was run once");
        framework.Updates("task with: a space").ShouldBe(
            [TaskState.TaskStarting, TaskState.TaskRunning, TaskState.TaskFailed], again.Report());
    }

    [Fact]
    public async Task A_task_that_ends_while_its_agent_is_away_is_reported_when_it_returns()
    {
        await using var cluster = new Cluster();
        await cluster.StartMasterAsync();
        var port = FreePort.Take();
        var agent = await cluster.StartAgentAsync(port);
        await using var framework = TestFramework.Start(cluster.MasterAddress);
        var (go, gone) = (cluster.At("go"), cluster.At("gone"));

        framework.Launch("short", $"until [ -e {go} ]; do sleep 0.02; done; touch {gone}; exit 9");
        await framework.WaitForAsync("short", TaskState.TaskRunning);
        agent.Kill();
        await agent.WaitForExitAsync();
        await File.WriteAllTextAsync(go, "");
        await Http.UntilAsync(() => Task.FromResult(File.Exists(gone)), () => "the task does not end");
        await cluster.StartAgentAsync(port);

        (await framework.WaitForAsync("short", TaskState.TaskFailed)).Message.ShouldContain("9");
    }

    [Fact]
    public async Task After_a_restart_of_the_master_agents_and_frameworks_come_back_and_reconciliation_tells_the_truth()
    {
        await using var cluster = new Cluster();
        var master = await cluster.StartMasterAsync();
        var agent = await cluster.StartAgentAsync(FreePort.Take());
        await using var framework = TestFramework.Start(cluster.MasterAddress);
        var go = cluster.At("go");

        framework.Launch("through", $"until [ -e {go} ]; do sleep 0.02; done");
        await framework.WaitForAsync("through", TaskState.TaskRunning);
        var before = await Http.GetJsonAsync($"{cluster.MasterUrl}/slaves");
        master.Kill();
        await master.WaitForExitAsync();
        await cluster.StartMasterAsync();
        await framework.WaitForAgentAsync();

        var after = await Http.GetJsonAsync($"{cluster.MasterUrl}/slaves");
        after["slaves"]![0]!["id"]!.GetValue<string>().ShouldBe(before["slaves"]![0]!["id"]!.GetValue<string>(), agent.Report());
        (await framework.ReconcileAsync("through")).State.ShouldBe(TaskState.TaskRunning);
        (await framework.ReconcileAsync("never was")).State.ShouldBe(TaskState.TaskLost);
        await File.WriteAllTextAsync(go, "");
        await framework.WaitForAsync("through", TaskState.TaskFinished);
    }
}
