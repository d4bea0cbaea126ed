using System;
using System.IO;
using System.Threading;
using Mesos.V1;
using Tepui.Containerizer.Images;
using Tepui.Containerizer.Images.Provisioning;
using Tepui.Containerizer.Isolation;
using Tepui.Containerizer.Isolation.DockerVolumes;
using Tepui.Containerizer.Launching;
using Tepui.Containerizer.Launching.Oci;
using Tepui.Containerizer.Processes;
using Tepui.Containerizer.Tests.Images;
using Tepui.Testing.Hosts;
using Tepui.Testing.Images;
using Tepui.Testing.Volumes;
using Source = Mesos.V1.Volume.Types.Source;
using Task = System.Threading.Tasks.Task;

namespace Tepui.Containerizer.Tests.Isolation.DockerVolumes;

/// <summary>Volumes of Docker's plug-ins in a container with an image of its own: no path needs to be there.</summary>
[Collection(ImageCollection.Name)]
public sealed class DockerVolumeImageTests(ImageFolder images)
{
    [RootFact]
    public async Task Volumes_AreAtPathsThatTheImageDoesNotHave()
    {
        string root = Directory.CreateTempSubdirectory("tepui-volume-").FullName;
        CancellationToken bound = new CancellationTokenSource(TimeSpan.FromSeconds(60)).Token;
        await using VolumePluginServer plugin = await VolumePluginServer.StartAsync(Path.Combine(root, "plugins"), "test", Path.Combine(root, "volumes"));
        await using var processes = new ProcessContainerizer(new ProcessContainerizerOptions(Path.Combine(root, "runtime")));
        using var provisioner = new Provisioner(new ProvisionerOptions(Path.Combine(root, "work"), images.Store) { Registry = images.Archives });
        var options = new IsolationOptions(root, Path.Combine(root, "runtime"))
        {
            Provisioner = provisioner,
            DockerVolumes = new DockerVolumeOptions { PluginDirectories = [Path.Combine(root, "plugins")] },
        };
        var oci = new OciLauncher(
            processes, new OciLauncherOptions(new OciRuntime(images.Crun, Path.Combine(root, "state")), Path.Combine(root, "oci")));
        using var volumes = new DockerVolumeIsolator(options);
        try
        {
            await using var containerizer = new MesosContainerizer(
                processes,
                [new DockerRuntimeIsolator(provisioner), volumes],
                new HostLauncher(processes),
                oci,
                new ContainerRecords(Path.Combine(root, "runtime", "containers")));
            string sandbox = Directory.CreateDirectory(Path.Combine(root, "sandbox")).FullName;
            var launch = new ContainerLaunch(
                "c", ["/bin/sh", "-c", "stat -f -c %T /deep/volume relative; touch /deep/volume/x || echo refused"], [new("PATH", "/bin")], sandbox)
            {
                Info = Container(),
            };

            await containerizer.LaunchAsync(launch, bound);

            (await containerizer.Exits.ReadAsync(bound)).ContainerId.ShouldBe("c");
            (await File.ReadAllTextAsync(Path.Combine(sandbox, "stdout"), bound)).ShouldBe("tmpfs\ntmpfs\nrefused\n");
            plugin.MountsOf("a").Count.ShouldBe(0);
            Directory.EnumerateFiles(Path.Combine(root, "runtime", "isolators", "docker", "volume")).ShouldBeEmpty();
            (await File.ReadAllTextAsync("/proc/self/mounts", bound)).ShouldNotContain(root);
        }
        finally
        {
            await processes.ShutdownAsync(bound);
            await plugin.DisposeAsync();
            Directory.Delete(root, recursive: true);
        }
    }

    private static ContainerInfo Container()
    {
        var info = new ContainerInfo
        {
            Type = ContainerInfo.Types.Type.Mesos,
            Mesos = new ContainerInfo.Types.MesosInfo
            {
                Image = new Image { Type = Image.Types.Type.Docker, Docker = new Image.Types.Docker { Name = ImageFolder.Busybox } },
            },
        };
        info.Volumes.Add(Volume("a", "/deep/volume", Mesos.V1.Volume.Types.Mode.Ro));
        info.Volumes.Add(Volume("b", "relative", Mesos.V1.Volume.Types.Mode.Rw));
        return info;
    }

    private static Volume Volume(string name, string path, Volume.Types.Mode mode) => new()
    {
        Mode = mode,
        ContainerPath = path,
        Source = new Source
        {
            Type = Source.Types.Type.DockerVolume,
            DockerVolume = new Source.Types.DockerVolume { Driver = "test", Name = name },
        },
    };
}
