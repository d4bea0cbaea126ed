using System.IO;
using System.Linq;
using Mesos.V1;
using Tepui.Containerizer.Images;
using Tepui.Containerizer.Images.Provisioning;
using Tepui.Containerizer.Isolation;
using Tepui.Containerizer.Isolation.Cni;
using Tepui.Containerizer.Launching;
using Tepui.Containerizer.Launching.Oci;
using Tepui.Containerizer.Processes;
using Tepui.Containerizer.Tests.Images;
using Tepui.Testing.Hosts;
using Tepui.Testing.Images;
using Task = System.Threading.Tasks.Task;

namespace Tepui.Containerizer.Tests.Isolation.Cni;

/// <summary>A container with an image of its own in a network of its own.</summary>
[Collection(ImageCollection.Name)]
public sealed class CniImageTests(ImageFolder images)
{
    [RootFact]
    public async Task AContainerWithAnImage_HasItsNetworkAndItsFiles()
    {
        await using var host = new CniHost();
        host.Network("net.conf", $$"""{"name":"net","cniVersion":"1.0.0",{{host.BridgePlugin[1..]}}""");
        string runtime = Path.Combine(host.Root, "run");
        string sandbox = Directory.CreateDirectory(Path.Combine(host.Root, "sandbox")).FullName;
        using var provisioner = new Provisioner(new ProvisionerOptions(Path.Combine(host.Root, "work"), images.Store) { Registry = images.Archives });
        await using var processes = new ProcessContainerizer(new ProcessContainerizerOptions(runtime));
        await using var containerizer = new MesosContainerizer(
            processes,
            [
                new DockerRuntimeIsolator(provisioner),
                new CniIsolator(new IsolationOptions(Path.Combine(host.Root, "work"), runtime) { Networks = host.Options }),
            ],
            new HostLauncher(processes),
            new OciLauncher(processes, new OciLauncherOptions(new OciRuntime(images.Crun, Path.Combine(runtime, "state")), Path.Combine(runtime, "oci"))),
            new ContainerRecords(Path.Combine(runtime, "containers")));
        var launch = new ContainerLaunch(
            "c1", ["/bin/sh", "-c", $"hostname; cat /etc/hosts /etc/hostname; ip -4 -o addr show eth0 | grep -c {host.Subnet}; ping -c 1 -W 1 127.0.0.1 > /dev/null; echo $?"], [], sandbox)
        {
            Info = new ContainerInfo
            {
                Type = ContainerInfo.Types.Type.Mesos,
                Hostname = "web",
                Mesos = new ContainerInfo.Types.MesosInfo
                {
                    Image = new Image { Type = Image.Types.Type.Docker, Docker = new Image.Types.Docker { Name = ImageFolder.Busybox } },
                },
                NetworkInfos = { new NetworkInfo { Name = "net" } },
            },
        };

        LaunchedContainer launched = await containerizer.LaunchAsync(launch, host.Bound);
        ContainerExit exit = await containerizer.Exits.ReadAsync(host.Bound);
        await containerizer.ForgetAsync("c1", host.Bound);
        await processes.ShutdownAsync(host.Bound);

        string address = launched.IpAddresses.Single();
        (await File.ReadAllTextAsync(Path.Combine(sandbox, "stdout"), host.Bound))
            .ShouldBe($"web\n127.0.0.1 localhost\n{address} web\nweb\n1\n0\n", await File.ReadAllTextAsync(Path.Combine(sandbox, "stderr"), host.Bound));
        exit.WaitStatus.ShouldBe(0);
        host.Leases.ShouldBeEmpty();
        (await File.ReadAllTextAsync("/proc/self/mountinfo", host.Bound)).ShouldNotContain(host.Root);
    }
}
