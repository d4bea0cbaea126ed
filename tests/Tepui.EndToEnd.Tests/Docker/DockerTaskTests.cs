using System;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Mesos.V1;
using Tepui.EndToEnd.Tests.Harness;
using Tepui.Testing.Docker;
using Task = System.Threading.Tasks.Task;
using TaskStatus = Mesos.V1.TaskStatus;

namespace Tepui.EndToEnd.Tests.Docker;

/// <summary>Tasks in containers of a real dockerd: kill -9 of the agent, of dockerd, and what a person does wrong.</summary>
[Collection(DockerCollection.Name)]
public class DockerTaskTests(SharedDaemon shared)
{
    private const string Resources = "--resources=cpus:4;mem:4096;disk:4096;ports:[31000-31100]";

    [DockerFact]
    public async Task A_container_outlives_its_agent_and_its_dockerd_and_is_removed_after_its_end()
    {
        await using var dockerd = await DockerDaemon.StartAsync(liveRestore: true);
        await using var cluster = new Cluster();
        await cluster.StartMasterAsync();
        var port = FreePort.Take();
        var agent = await StartAgentAsync(cluster, port, dockerd.Socket);
        await using var framework = TestFramework.Start(cluster.MasterAddress);

        framework.Launch(DockerTask.New("ct:1: a b", "cd $MESOS_SANDBOX; mkfifo go; echo begun; read x < go; echo over; exit 7"));
        var running = await framework.WaitForAsync("ct:1: a b", TaskState.TaskRunning);
        JsonNode.Parse(running.Data.ToStringUtf8())![0]!["Name"]!.GetValue<string>().ShouldStartWith("/mesos-");
        agent.Kill();
        await agent.WaitForExitAsync();
        await dockerd.KillAsync();
        agent = await StartAgentAsync(cluster, port, dockerd.Socket);
        await dockerd.RunAsync();
        await framework.WaitForAgentAsync();
        var sandbox = Directory.EnumerateFileSystemEntries(cluster.At("agent"), "go", SearchOption.AllDirectories).Select(Path.GetDirectoryName).First()!;
        await File.WriteAllTextAsync(Path.Combine(sandbox, "go"), "\n");
        var end = await framework.WaitForAsync("ct:1: a b", TaskState.TaskFailed);

        end.Message.ShouldContain("7");
        framework.Updates("ct:1: a b").ShouldBe([TaskState.TaskStarting, TaskState.TaskRunning, TaskState.TaskFailed], agent.Report());
        (await File.ReadAllTextAsync(Path.Combine(sandbox, "stdout"))).ShouldBe("begun\nover\n");
        await Http.UntilAsync(async () => (await dockerd.Engine.NamesAsync()).Count == 0, () => "the container stays\n" + agent.Report());
    }

    [DockerFact]
    public async Task What_a_container_cannot_have_fails_its_task_and_says_why()
    {
        await using var cluster = new Cluster();
        await cluster.StartMasterAsync();
        await StartAgentAsync(cluster, FreePort.Take(), shared.Daemon.Socket);
        await using var framework = TestFramework.Start(cluster.MasterAddress);

        (await FailAsync(framework, "image", task => task.Container.Docker.Image = "127.0.0.1:1/none")).Message
            .ShouldContain("the image '127.0.0.1:1/none' could not be pulled");
        (await FailAsync(framework, "parameters", task => task.Container.Docker.Parameters.AddRange(
            [new Parameter { Key = "frobnicate", Value = "1" }, new Parameter { Key = "ulimit", Value = "many" }]))).Message
            .ShouldSatisfyAllConditions(message => message.ShouldContain("'frobnicate' is not supported"), message => message.ShouldContain("'ulimit'"));
        (await FailAsync(framework, "port", task =>
        {
            task.Container.Docker.Network = ContainerInfo.Types.DockerInfo.Types.Network.Bridge;
            task.Container.Docker.PortMappings.Add(new ContainerInfo.Types.DockerInfo.Types.PortMapping { HostPort = 80, ContainerPort = 80 });
        })).Message.ShouldContain("Port mappings require port resources");
        (await FailAsync(framework, "memory", task =>
        {
            task.Command = new CommandInfo { Shell = false, Value = "tail", Arguments = { "/dev/zero" } };
        })).Reason.ShouldBe(TaskStatus.Types.Reason.ContainerLimitationMemory);
    }

    [DockerFact]
    public async Task A_running_container_of_a_task_that_nobody_knows_any_more_is_gone_after_the_start()
    {
        await using var cluster = new Cluster();
        await cluster.StartMasterAsync();
        var port = FreePort.Take();
        var agent = await StartAgentAsync(cluster, port, shared.Daemon.Socket);
        await using var framework = TestFramework.Start(cluster.MasterAddress);
        foreach (var id in (string[])["forgotten", "without a record"])
        {
            framework.Launch(DockerTask.New(id, "exec sleep 100000"));
            await framework.WaitForAsync(id, TaskState.TaskRunning);
        }

        agent.Kill();
        await agent.WaitForExitAsync();
        File.Delete(cluster.At("agent/agent.log"));
        File.Delete(Directory.EnumerateFiles(cluster.At("agent-run/docker")).First());
        agent = await StartAgentAsync(cluster, port, shared.Daemon.Socket);

        await Http.UntilAsync(
            async () => (await shared.Daemon.Engine.NamesAsync()).Count == 0, () => "a container stays\n" + agent.Report());
    }

    [DockerFact]
    public async Task Without_a_dockerd_the_agent_runs_and_the_task_says_what_to_do()
    {
        await using var cluster = new Cluster();
        await cluster.StartMasterAsync();
        await StartAgentAsync(cluster, FreePort.Take(), cluster.At("nobody.sock"));
        await using var framework = TestFramework.Start(cluster.MasterAddress);

        (await FailAsync(framework, "c", _ => { })).Message.ShouldContain($"no dockerd listens at {cluster.At("nobody.sock")}: start it");
    }

    private static Task<RunningProgram> StartAgentAsync(Cluster cluster, int port, string socket) => cluster.StartAgentAsync(
        port, "agent", Resources, "--containerizers=mesos,docker", $"--docker_socket=unix://{socket}", "--docker_remove_delay=100ms");

    private static Task<TaskStatus> FailAsync(TestFramework framework, string id, Action<TaskInfo> change)
    {
        var task = DockerTask.New(id, "exit 0");
        change(task);
        framework.Launch(task);
        return framework.WaitForAsync(id, TaskState.TaskFailed);
    }
}
