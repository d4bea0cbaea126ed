using System;
using System.Linq;
using System.Threading.Tasks;
using Tepui.EndToEnd.Tests.Harness;

namespace Tepui.EndToEnd.Tests;

/// <summary><c>tepui execute</c> on a master and an agent, each a process of its own.</summary>
public class ExecuteTests
{
    [Fact]
    public async Task A_command_prints_what_it_writes_and_its_exit_status_is_ours()
    {
        await using var cluster = new Cluster();
        await cluster.StartMasterAsync();
        await cluster.StartAgentAsync(FreePort.Take());

        var execute = Execute(cluster, "echo to-stdout; echo to-stderr >&2; exit 3");

        (await execute.WaitForExitAsync()).ShouldBe(3, execute.Report());
        execute.Lines.ShouldContain("to-stdout");
        execute.Lines.ShouldContain("to-stderr");
    }

    [Fact]
    public async Task A_task_group_prints_what_its_tasks_write_and_exits_as_the_one_that_fails()
    {
        await using var cluster = new Cluster();
        await cluster.StartMasterAsync();
        await cluster.StartAgentAsync(FreePort.Take());
        const string Resources =
            """[{"name":"cpus","type":"SCALAR","scalar":{"value":0.1}},{"name":"mem","type":"SCALAR","scalar":{"value":32}}]""";
        await System.IO.File.WriteAllTextAsync(cluster.At("group.json"), $$$"""
            {"tasks": [
              {"name": "fails", "task_id": {"value": "fails"}, "resources": {{{Resources}}},
               "command": {"value": "echo one; until [ -e ../../tasks/waits/mark ]; do sleep 0.02; done; exit 3"}},
              {"name": "waits", "task_id": {"value": "waits"}, "resources": {{{Resources}}}, "command": {"value": "echo two; touch mark; exec sleep 600"}}]}
            """);

        var execute = cluster.Start(["execute", $"--master={cluster.MasterAddress}", $"--task_group={cluster.At("group.json")}"]);

        (await execute.WaitForExitAsync()).ShouldBe(3, execute.Report());
        execute.Lines.ShouldContain("one");
        execute.Lines.ShouldContain("two");
    }

    [Fact]
    public async Task A_command_ended_by_a_signal_gives_128_and_its_number()
    {
        await using var cluster = new Cluster();
        await cluster.StartMasterAsync();
        await cluster.StartAgentAsync(FreePort.Take());

        var execute = Execute(cluster, "kill -9 $$");

        (await execute.WaitForExitAsync()).ShouldBe(128 + Processes.SigKill, execute.Report());
    }

    [Fact]
    public async Task Output_comes_while_the_command_runs_and_Ctrl_C_ends_the_whole_tree()
    {
        await using var cluster = new Cluster();
        await cluster.StartMasterAsync();
        await cluster.StartAgentAsync(FreePort.Take());
        var execute = Execute(cluster, "echo begun; setsid sh -c 'exec sleep 1000' & sleep 1000");
        await execute.WaitForLineAsync("begun");
        await Http.UntilAsync(() => Task.FromResult(Sleeps(cluster) == 2), () => "two sleeps were awaited\n" + execute.Report());
        execute.Signal(Processes.SigInt);
        await execute.WaitForExitAsync();

        await Http.UntilAsync(() => Task.FromResult(Sleeps(cluster) == 0), () => "a process of the task is left");
    }

    [Fact]
    public async Task A_command_that_fits_nowhere_is_told_at_once()
    {
        await using var cluster = new Cluster();

        var execute = Execute(cluster, "true", "--resources=cpus:-1;mem:x");

        (await execute.WaitForExitAsync()).ShouldBe(64, execute.Report());
        execute.Lines.Count(line => line.Contains("--resources", StringComparison.Ordinal)).ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task A_command_that_waits_says_why_and_runs_once_it_can()
    {
        await using var cluster = new Cluster();
        await cluster.StartMasterAsync();
        var execute = Execute(cluster, "echo begun", "--resources=cpus:3;mem:64");
        await execute.WaitForLineAsync("Still waiting: the master has offered nothing to role '*'");

        await cluster.StartAgentAsync(FreePort.Take(), "small", "--resources=cpus:2;mem:256;disk:64;ports:[31000-31100]");
        await execute.WaitForLineAsync("is short of cpus by 1 (3 asked, 2 offered)");
        await cluster.StartAgentAsync(FreePort.Take(), "large");

        (await execute.WaitForExitAsync()).ShouldBe(0, execute.Report());
        execute.Lines.ShouldContain("begun");
    }

    // Its sandbox, in the environment of every process of a task, tells whose it is.
    private static int Sleeps(Cluster cluster) => Processes.Running("sleep", cluster.Folder);

    private static RunningProgram Execute(Cluster cluster, string command, params string[] flags) =>
        cluster.Start(["execute", $"--master={cluster.MasterAddress}", "--name=test", $"--command={command}", .. flags]);
}
