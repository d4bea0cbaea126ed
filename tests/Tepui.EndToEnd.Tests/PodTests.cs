using System;
using System.Globalization;
using System.IO;
using Mesos.V1;
using Tepui.Client.Operators;
using Tepui.EndToEnd.Tests.Harness;
using Tepui.Testing.Hosts;
using Task = System.Threading.Tasks.Task;
using TaskStatus = Mesos.V1.TaskStatus;

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
        (await File.ReadAllTextAsync(Path.Combine(directory, "tasks", "fails", "mark"))).ShouldBe("here\n");

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

    [RootFact]
    public async Task Tasks_of_a_pod_share_its_network_and_a_container_in_it_is_held_to_its_own_limit()
    {
        await using var cluster = new Cluster();
        await cluster.StartMasterAsync();
        var port = FreePort.Take();
        var root = "tepui-pods-" + Guid.NewGuid().ToString("N");
        try
        {
            await cluster.StartAgentAsync(
                port,
                "agent",
                "--isolation=filesystem/linux,namespaces/pid,namespaces/ipc,cgroups/mem",
                $"--cgroups_root={root}",
                "--resources=cpus:4;mem:4096;disk:4096");
            await using var framework = TestFramework.Start(cluster.MasterAddress);
            const string Look = "readlink /proc/self/ns/net /proc/self/ns/ipc > seen; readlink /proc/self/ns/pid > pids; exec sleep 600";
            framework.LaunchGroup("pod", Command("a", Look), Command("b", Look));
            var task = (await framework.WaitForAsync("a", TaskState.TaskRunning)).ContainerStatus.ContainerId;
            await framework.WaitForAsync("b", TaskState.TaskRunning);
            var executor = (await Http.GetJsonAsync($"http://127.0.0.1:{port}/state"))["frameworks"]![0]!["executors"]![0]!;
            var tasks = Path.Combine(executor["directory"]!.GetValue<string>(), "tasks");
            await Http.UntilAsync(
                () => Task.FromResult(Read(tasks, "a", "pids").Length > 0 && Read(tasks, "b", "pids").Length > 0), () => "the tasks do not look");

            Read(tasks, "a", "seen").ShouldBe(Read(tasks, "b", "seen"));
            Read(tasks, "a", "pids").ShouldNotBe(Read(tasks, "b", "pids"));

            using var client = new AgentClient(new Uri($"http://127.0.0.1:{port}"));
            var child = AgentClient.ContainerId("child", task.Parent);
            var own = new ContainerInfo { Type = ContainerInfo.Types.Type.Mesos, LinuxInfo = new LinuxInfo { ShareCgroups = false } };
            var memory = new Resource { Name = "mem", Type = Value.Types.Type.Scalar, Scalar = new Value.Types.Scalar { Value = 32 } };
            (await client.LaunchContainerAsync(child, Shell("head -c 100m /dev/zero | tail"), own, [memory])).ShouldBeTrue();
            var end = (await client.WaitContainerAsync(child))!;
            end.State.ShouldBe(TaskState.TaskFailed);
            end.Reason.ShouldBe(TaskStatus.Types.Reason.ContainerLimitationMemory);
            end.Limitation.Resources.ShouldContain(resource => resource.Name == "mem");
            framework.Updates("a").ShouldBe([TaskState.TaskStarting, TaskState.TaskRunning]);
        }
        finally
        {
            Processes.KillAllNaming(cluster.Folder);
            RemoveCgroups($"/sys/fs/cgroup/memory/{root}");
        }
    }

    private static string Read(string tasks, string task, string file)
    {
        var path = Path.Combine(tasks, task, file);
        return File.Exists(path) ? File.ReadAllText(path) : "";
    }

    private static void RemoveCgroups(string cgroup)
    {
        if (!Directory.Exists(cgroup))
            return;
        foreach (var below in Directory.EnumerateDirectories(cgroup))
            RemoveCgroups(below);
        Directory.Delete(cgroup);
    }

    private static TaskInfo Command(string id, string command) =>
        new() { Name = id, TaskId = new TaskID { Value = id }, Command = Shell(command) };

    private static CommandInfo Shell(string command) => new() { Value = command };
}
