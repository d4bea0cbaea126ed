using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Mesos.V1;
using Tepui.EndToEnd.Tests.Harness;
using Tepui.Testing.Hosts;
using Tepui.Testing.Volumes;
using Source = Mesos.V1.Volume.Types.Source;
using Task = System.Threading.Tasks.Task;

namespace Tepui.EndToEnd.Tests.Isolation;

/// <summary>Tasks with volumes of a Docker volume plug-in, through a master and an agent, without Docker.</summary>
public class DockerVolumeTaskTests
{
    [RootFact]
    public async Task A_volume_outlives_the_agent_under_its_task_and_is_unmounted_in_the_end()
    {
        await using var cluster = new Cluster();
        await using VolumePluginServer plugin = await VolumePluginServer.StartAsync(cluster.At("plugins"), "test", cluster.At("volumes"));
        await cluster.StartMasterAsync();
        int port = FreePort.Take();
        RunningProgram agent = await StartAgentAsync(cluster, port);
        await using var framework = TestFramework.Start(cluster.MasterAddress);
        framework.Launch(NewTask("t", "until [ -e data/go ]; do sleep 0.05; done; echo done > data/done", "test"));
        await framework.WaitForAsync("t", TaskState.TaskRunning);
        agent.Kill();
        await agent.WaitForExitAsync();
        agent = await StartAgentAsync(cluster, port);
        await framework.WaitForAgentAsync();
        plugin.MountsOf("data").Count.ShouldBe(1, agent.Report());
        await File.WriteAllTextAsync(Path.Combine(plugin.PathOf("data"), "go"), "");

        _ = await framework.WaitForAsync("t", TaskState.TaskFinished);

        plugin.Calls.Count(call => call is "Mount data" or "Unmount data").ShouldBe(2, agent.Report());
        plugin.OptionsOf("data")["size"].ShouldBe("1G");
        framework.Launch(NewTask("nowhere", "true", "no-such-plugin"));
        (await framework.WaitForAsync("nowhere", TaskState.TaskFailed)).Message.ShouldContain("there is no plug-in 'no-such-plugin' on this machine");
        (await File.ReadAllTextAsync("/proc/self/mounts")).ShouldNotContain(cluster.Folder);
    }

    private static Task<RunningProgram> StartAgentAsync(Cluster cluster, int port) => cluster.StartAgentAsync(
        port, "agent", "--resources=cpus:4;mem:4096;disk:4096", "--isolation=filesystem/linux,docker/volume",
        $"--docker_volume_plugin_dirs={cluster.At("plugins")}", $"--docker_volume_checkpoint_dir={cluster.At("checkpoints")}");

    private static TaskInfo NewTask(string id, string command, string driver) => new()
    {
        Name = id,
        TaskId = new TaskID { Value = id },
        Command = new CommandInfo { Value = command },
        Container = new ContainerInfo
        {
            Type = ContainerInfo.Types.Type.Mesos,
            Volumes =
            {
                new Volume
                {
                    Mode = Volume.Types.Mode.Rw,
                    ContainerPath = "data",
                    Source = new Source
                    {
                        Type = Source.Types.Type.DockerVolume,
                        DockerVolume = new Source.Types.DockerVolume
                        {
                            Driver = driver,
                            Name = "data",
                            DriverOptions = new Parameters { Parameter = { new Parameter { Key = "size", Value = "1G" } } },
                        },
                    },
                },
            },
        },
    };
}
