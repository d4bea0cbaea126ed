using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Mesos.V1;
using Tepui.Client.Operators;
using Tepui.EndToEnd.Tests.Harness;
using Task = System.Threading.Tasks.Task;

namespace Tepui.EndToEnd.Tests;

/// <summary>Pods and containers of the agent's API, with real processes.</summary>
public class PodTests
{
    [Fact]
    public async Task A_pod_outlives_its_agent_and_ends_whole_when_one_of_it_fails()
    {
        await using var cluster = new Cluster();
        await cluster.StartMasterAsync();
        var port = FreePort.Take();
        var agent = await cluster.StartAgentAsync(port);
        await using var framework = TestFramework.Start(cluster.MasterAddress);
        var go = cluster.At("go");

        framework.LaunchGroup(
            "pod", Command("fails", $"echo here > mark; until [ -e {go} ]; do sleep 0.02; done; exit 3"), Command("stays", "exec sleep 600"));
        await framework.WaitForAsync("fails", TaskState.TaskRunning);
        var running = await framework.WaitForAsync("stays", TaskState.TaskRunning);
        var pid = (int)running.ContainerStatus.ExecutorPid;
        var holder = running.ContainerStatus.ContainerId.Parent.Value;
        var state = await Http.GetJsonAsync($"http://127.0.0.1:{port}/state");
        var executor = state["frameworks"]![0]!["executors"]![0]!;
        executor["type"]!.GetValue<string>().ShouldBe("DEFAULT");
        executor["tasks"]!.AsArray().Count.ShouldBe(2);
        var directory = executor["directory"]!.GetValue<string>();
        (await Http.GetTextAsync($"http://127.0.0.1:{port}/files/download?path={Uri.EscapeDataString(directory + "/tasks/fails/mark")}"))
            .ShouldBe("here\n");
        File.ReadAllText(Path.Combine(directory, "tasks", "fails", "mark")).ShouldBe("here\n");

        agent.Kill();
        await agent.WaitForExitAsync();
        Processes.IsAlive(pid).ShouldBeTrue();
        var again = await cluster.StartAgentAsync(port);
        await framework.WaitForAgentAsync();
        Processes.IsAlive(pid).ShouldBeTrue(again.Report());
        await File.WriteAllTextAsync(go, "");

        (await framework.WaitForAsync("fails", TaskState.TaskFailed)).Message.ShouldBe("Command exited with status 3");
        var killed = await framework.WaitForAsync("stays", TaskState.TaskKilled);
        killed.Message.ShouldBe("Command terminated with signal Terminated");
        killed.ContainerStatus.ContainerId.Parent.Value.ShouldBe(holder);
        framework.Updates("stays").ShouldBe([TaskState.TaskStarting, TaskState.TaskRunning, TaskState.TaskKilled], again.Report());
        Processes.IsAlive(pid).ShouldBeFalse();
        await Http.UntilAsync(
            async () => (await Http.GetJsonAsync($"http://127.0.0.1:{port}/state"))["frameworks"]!.AsArray().Count == 0,
            () => "the executor does not end\n" + again.Report());
        Processes.Running("sleep", cluster.Folder).ShouldBe(0);
    }

    [Fact]
    public async Task Containers_are_launched_nested_and_alone_and_say_how_they_ended()
    {
        await using var cluster = new Cluster();
        await cluster.StartMasterAsync();
        var port = FreePort.Take();
        var agent = await cluster.StartAgentAsync(port);
        await using var framework = TestFramework.Start(cluster.MasterAddress);
        framework.LaunchGroup("pod", Command("t", "exec sleep 600"));
        var task = (await framework.WaitForAsync("t", TaskState.TaskRunning)).ContainerStatus.ContainerId;
        using var client = new AgentClient(new Uri($"http://127.0.0.1:{port}"));

        var nested = AgentClient.ContainerId("nested", task);
        (await client.LaunchContainerAsync(nested, Shell("echo $MESOS_SANDBOX > out; exit 3"))).ShouldBeTrue();
        (await client.WaitContainerAsync(nested))!.ExitStatus.ShouldBe(3 << 8);
        (await client.LaunchContainerAsync(AgentClient.ContainerId("goes", task), Shell("exec sleep 600"))).ShouldBeTrue();
        var alone = AgentClient.ContainerId("alone");
        var go = cluster.At("go");
        (await client.LaunchContainerAsync(alone, Shell($"echo $$ > pid; until [ -e {go} ]; do sleep 0.02; done; exit 5"))).ShouldBeTrue();
        (await client.LaunchContainerAsync(alone, Shell("true"))).ShouldBeFalse();

        agent.Kill();
        await agent.WaitForExitAsync();
        await cluster.StartAgentAsync(port);
        await framework.WaitForAgentAsync();
        (await client.WaitContainerAsync(nested))!.ExitStatus.ShouldBe(3 << 8);
        var wait = client.WaitContainerAsync(alone);
        await File.WriteAllTextAsync(go, "");
        (await wait)!.ExitStatus.ShouldBe(5 << 8);
        var sandbox = Path.Combine(cluster.At("agent"), "containers", "alone");
        var pid = int.Parse(await File.ReadAllTextAsync(Path.Combine(sandbox, "pid")), CultureInfo.InvariantCulture);
        Processes.IsAlive(pid).ShouldBeFalse();
        await client.RemoveContainerAsync(alone);
        (await client.WaitContainerAsync(alone)).ShouldBeNull();
        await Http.UntilAsync(() => Task.FromResult(!Directory.Exists(sandbox)), () => "its sandbox is still there");

        var gone = client.WaitContainerAsync(AgentClient.ContainerId("goes", task));
        (await client.KillContainerAsync(task, 15)).ShouldBeTrue();
        (await framework.WaitForAsync("t", TaskState.TaskFailed)).Message.ShouldBe("Command terminated with signal Terminated");
        (await gone)!.ExitStatus.ShouldBe(9);
        (await client.KillContainerAsync(task)).ShouldBeFalse();
    }

    private static TaskInfo Command(string id, string command) =>
        new() { Name = id, TaskId = new TaskID { Value = id }, Command = Shell(command) };

    private static CommandInfo Shell(string command) => new() { Value = command };
}
