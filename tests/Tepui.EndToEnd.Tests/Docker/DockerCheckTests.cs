using System.IO;
using Mesos.V1;
using Tepui.EndToEnd.Tests.Harness;
using Tepui.Testing.Docker;
using Network = Mesos.V1.ContainerInfo.Types.DockerInfo.Types.Network;
using Task = System.Threading.Tasks.Task;
using TaskStatus = Mesos.V1.TaskStatus;

namespace Tepui.EndToEnd.Tests.Docker;

/// <summary>Health checks of containers of a real dockerd: in their networks, which are their own, and among their files.</summary>
[Collection(DockerCollection.Name)]
public class DockerCheckTests(SharedDaemon shared)
{
    [DockerFact]
    public async Task Requests_connections_and_commands_go_into_the_container_and_one_that_turns_bad_is_killed()
    {
        await using var cluster = new Cluster();
        await cluster.StartMasterAsync();
        await cluster.StartAgentAsync(
            FreePort.Take(), "agent", "--resources=cpus:4;mem:4096;disk:4096", "--containerizers=mesos,docker",
            $"--docker_socket=unix://{shared.Daemon.Socket}", "--docker_remove_delay=100ms");
        await using var framework = TestFramework.Start(cluster.MasterAddress);

        // A port that nobody could have on the host's own loopback.
        const uint Port = 1;
        framework.Launch(NewTask("http", $"echo fine > $MESOS_SANDBOX/page; exec httpd -f -p 127.0.0.1:{Port} -h $MESOS_SANDBOX", HealthChecks.Http(Port, "/page")));
        framework.Launch(NewTask("tcp", $"exec httpd -f -p 127.0.0.1:{Port}", HealthChecks.Tcp(Port)));
        framework.Launch(NewTask("command", "touch /only-here $MESOS_SANDBOX/here; exec sleep 600", HealthChecks.Command("test -f /only-here && test -f $MESOS_SANDBOX/here")));
        foreach (string id in (string[])["http", "tcp", "command"])
            await framework.WaitForAsync(id, TaskState.TaskRunning, static status => status.Healthy);
        foreach (string file in (string[])["page", "here"])
            File.Delete(Path.Combine(cluster.Sandbox(file), file));
        TaskStatus[] ends = await Task.WhenAll(
            framework.WaitForAsync("http", TaskState.TaskKilled), framework.WaitForAsync("command", TaskState.TaskKilled));

        ends.ShouldAllBe(static status => status.HasHealthy && !status.Healthy);
    }

    private static TaskInfo NewTask(string id, string command, HealthCheck check) => new()
    {
        Name = id,
        TaskId = new TaskID { Value = id },
        Command = new CommandInfo { Value = command },
        HealthCheck = check,
        KillPolicy = new KillPolicy { GracePeriod = new DurationInfo { Nanoseconds = 100_000_000 } },
        Container = new ContainerInfo
        {
            Type = ContainerInfo.Types.Type.Docker,
            Docker = new ContainerInfo.Types.DockerInfo { Image = DockerDaemon.Image, Network = Network.None },
        },
    };
}
