using System;
using System.IO;
using System.Linq;
using Mesos.V1;
using Tepui.EndToEnd.Tests.Harness;
using Task = System.Threading.Tasks.Task;

namespace Tepui.EndToEnd.Tests;

/// <summary>Frameworks with executors of their own: the examples, with the SDK in both encodings and in plain shell and curl.</summary>
public class ExecutorTests
{
    public static TheoryData<string> Examples => Executors.Examples;

    [Theory]
    [MemberData(nameof(Examples))]
    public async Task Ten_tasks_run_on_one_executor(string kind)
    {
        await using var cluster = new Cluster();
        await cluster.StartMasterAsync();
        var agent = await cluster.StartAgentAsync(FreePort.Take());
        await using var framework = ExecutorFramework.Start(cluster.MasterAddress);
        var ran = cluster.At("ran");
        var executor = Executors.Example(kind, "many");

        for (var i = 0; i < 10; i++)
            framework.Launch(executor, $"t{i}", $"echo t{i} $MESOS_EXECUTOR_ID $MESOS_SANDBOX >> {ran}");
        for (var i = 0; i < 10; i++)
            await framework.WaitForAsync($"t{i}", TaskState.TaskFinished);

        var lines = (await File.ReadAllLinesAsync(ran)).Select(line => line.Split(' ', 3)).ToList();
        lines.Select(line => line[0]).Order().ShouldBe(Enumerable.Range(0, 10).Select(i => $"t{i}"), agent.Report());
        lines.Select(line => line[1]).Distinct().ShouldBe(["many"]);
        lines.Select(line => line[2]).Distinct().Count().ShouldBe(1, "all in one sandbox");
        for (var i = 0; i < 10; i++)
            framework.Updates($"t{i}").ShouldBe([TaskState.TaskRunning, TaskState.TaskFinished]);
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public async Task Messages_go_both_ways(string kind)
    {
        await using var cluster = new Cluster();
        await cluster.StartMasterAsync();
        await cluster.StartAgentAsync(FreePort.Take());
        await using var framework = ExecutorFramework.Start(cluster.MasterAddress);

        framework.Launch(Executors.Example(kind, "echo: it"), "t", "sleep 600");
        await framework.WaitForAsync("t", TaskState.TaskRunning);
        foreach (var text in (string[])["hello", "\"quoted\" \\ and ünicode\n", new string('x', 50_000)])
        {
            framework.Send("echo: it", text);
            (await framework.WaitForMessageAsync(text)).Executor.ShouldBe("echo: it");
        }
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public async Task A_task_is_killed_and_the_others_go_on(string kind)
    {
        await using var cluster = new Cluster();
        await cluster.StartMasterAsync();
        await cluster.StartAgentAsync(FreePort.Take());
        await using var framework = ExecutorFramework.Start(cluster.MasterAddress);
        var executor = Executors.Example(kind, "e");
        var go = cluster.At("go");

        framework.Launch(executor, "stays", $"until [ -e {go} ]; do sleep 0.02; done; exit 5");
        framework.Launch(executor, "goes", "sleep 600 & wait");
        await framework.WaitForAsync("stays", TaskState.TaskRunning);
        await framework.WaitForAsync("goes", TaskState.TaskRunning);
        framework.Kill("goes");
        await framework.WaitForAsync("goes", TaskState.TaskKilled);
        await File.WriteAllTextAsync(go, "");

        (await framework.WaitForAsync("stays", TaskState.TaskFailed)).Message.ShouldBe("Command exited with status 5");
        framework.Updates("goes").ShouldBe([TaskState.TaskRunning, TaskState.TaskKilled]);
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public async Task An_executor_that_is_shut_down_ends_its_tasks_and_is_told_as_lost(string kind)
    {
        await using var cluster = new Cluster();
        await cluster.StartMasterAsync();
        await cluster.StartAgentAsync(FreePort.Take());
        await using var framework = ExecutorFramework.Start(cluster.MasterAddress);
        var executor = Executors.Example(kind, "e");

        framework.Launch(executor, "one", "sleep 600");
        framework.Launch(executor, "two", "sleep 600");
        await framework.WaitForAsync("one", TaskState.TaskRunning);
        await framework.WaitForAsync("two", TaskState.TaskRunning);
        framework.ShutDown("e");

        await framework.WaitForAsync("one", TaskState.TaskKilled);
        await framework.WaitForAsync("two", TaskState.TaskKilled);
        (await framework.WaitForLossAsync("e")).Status.ShouldBe(0);

        // Its id is free: the next task has a new one.
        framework.Launch(executor, "three", "exit 0");
        await framework.WaitForAsync("three", TaskState.TaskFinished);
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public async Task After_kill_9_of_the_agent_the_executor_comes_back_with_all_it_has_to_tell(string kind)
    {
        await using var cluster = new Cluster();
        await cluster.StartMasterAsync();
        var port = FreePort.Take();
        var agent = await cluster.StartAgentAsync(port);
        await using var framework = ExecutorFramework.Start(cluster.MasterAddress);
        var executor = Executors.Example(kind, "e");
        var (ran, first, second) = (cluster.At("ran"), cluster.At("first"), cluster.At("second"));

        framework.Launch(executor, "ends while it is away", $"echo a >> {ran}; until [ -e {first} ]; do sleep 0.02; done; echo b >> {ran}");
        framework.Launch(executor, "ends later", $"echo c >> {ran}; until [ -e {second} ]; do sleep 0.02; done; exit 3");
        await framework.WaitForAsync("ends while it is away", TaskState.TaskRunning);
        await framework.WaitForAsync("ends later", TaskState.TaskRunning);
        agent.Kill();
        await agent.WaitForExitAsync();
        await File.WriteAllTextAsync(first, "");
        await Http.UntilAsync(async () => (await File.ReadAllLinesAsync(ran)).Contains("b"), () => "the task does not go on");

        var again = await cluster.StartAgentAsync(port);
        await framework.WaitForAsync("ends while it is away", TaskState.TaskFinished);
        framework.Launch(executor, "new", $"echo d >> {ran}");
        await framework.WaitForAsync("new", TaskState.TaskFinished);
        await File.WriteAllTextAsync(second, "");
        await framework.WaitForAsync("ends later", TaskState.TaskFailed);

        framework.Updates("ends while it is away").ShouldBe([TaskState.TaskRunning, TaskState.TaskFinished], again.Report());
        framework.Updates("ends later").ShouldBe([TaskState.TaskRunning, TaskState.TaskFailed]);
        framework.Updates("new").ShouldBe([TaskState.TaskRunning, TaskState.TaskFinished]);
        string.Concat((await File.ReadAllLinesAsync(ran)).Order()).ShouldBe("abcd", "each was run once");
    }

    [Fact]
    public async Task Without_checkpoint_an_executor_ends_with_its_agent()
    {
        await using var cluster = new Cluster();
        await cluster.StartMasterAsync();
        var port = FreePort.Take();
        var agent = await cluster.StartAgentAsync(port);
        await using var framework = ExecutorFramework.Start(cluster.MasterAddress, checkpoint: false);
        var started = cluster.At("started");

        framework.Launch(Executors.Example("sdk", "e"), "t", $"echo $$ $PPID > {started}; sleep 600");
        await framework.WaitForAsync("t", TaskState.TaskRunning);
        await Http.UntilAsync(
            async () => File.Exists(started) && (await File.ReadAllTextAsync(started)).EndsWith('\n'), () => "it does not start");
        var pids = (await File.ReadAllTextAsync(started)).Split().Where(pid => pid.Length > 0).Select(int.Parse).ToList();
        agent.Kill();
        await Http.UntilAsync(() => Task.FromResult(!pids.Any(Processes.IsAlive)), () => "the executor does not end");
        await cluster.StartAgentAsync(port);

        var end = await framework.WaitForAsync("t", TaskState.TaskFailed);
        end.Reason.ShouldBe(TaskStatus.Types.Reason.ExecutorTerminated);
    }

    [Fact]
    public async Task After_kill_9_of_the_executor_its_tasks_have_failed_with_it()
    {
        await using var cluster = new Cluster();
        await cluster.StartMasterAsync();
        await cluster.StartAgentAsync(FreePort.Take());
        await using var framework = ExecutorFramework.Start(cluster.MasterAddress);
        var executor = Executors.Example("sdk", "e");

        framework.Launch(executor, "bystander", "sleep 600");
        await framework.WaitForAsync("bystander", TaskState.TaskRunning);
        framework.Launch(executor, "murderer", "kill -9 $PPID; sleep 600");

        foreach (var task in (string[])["bystander", "murderer"])
        {
            var end = await framework.WaitForAsync(task, TaskState.TaskFailed);
            end.Reason.ShouldBe(TaskStatus.Types.Reason.ExecutorTerminated);
            end.Source.ShouldBe(TaskStatus.Types.Source.Agent);
            end.Message.ShouldNotBeEmpty();
        }

        (await framework.WaitForLossAsync("e")).Status.ShouldBe(Processes.SigKill);
        await Http.UntilAsync(
            () => Task.FromResult(Processes.Running("sleep", cluster.Folder) == 0), () => "what the executor ran outlives it");
    }
}
