using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using Mesos.V1;
using Tepui.Containerizer.Images;
using Tepui.Containerizer.Images.Provisioning;
using Tepui.Containerizer.Isolation;
using Tepui.Containerizer.Launching;
using Tepui.Containerizer.Launching.Oci;
using Tepui.Containerizer.Processes;
using Tepui.Testing.Hosts;
using Tepui.Testing.Images;
using Task = System.Threading.Tasks.Task;

namespace Tepui.Containerizer.Tests.Images.Appc;

/// <summary>Containers that really run in images of type APPC.</summary>
[Collection(ImageCollection.Name)]
public sealed class AppcContainerTests(ImageFolder images) : IAsyncLifetime, IDisposable
{
    private readonly AppcRoom _room = new();
    private readonly CancellationTokenSource _patience = new(TimeSpan.FromMinutes(2));
    private readonly List<Provisioner> _provisioners = [];

    private string Containers => _room.At("work/provisioner/containers");

    public void Dispose()
    {
        _patience.Dispose();
        foreach (Provisioner provisioner in _provisioners)
            provisioner.Dispose();
        _room.Dispose();
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        string mounts = await File.ReadAllTextAsync("/proc/self/mounts", CancellationToken.None);
        foreach (string mount in mounts.Split('\n').Where(line => line.Contains(_room.Root, StringComparison.Ordinal)).Select(line => line.Split(' ')[1]))
            await ImageRegistry.RunAsync("umount", ["-l", mount]);
    }

    [RootFact]
    public async Task AnImageOnTopOfAnother_RunsAsItsManifestSays()
    {
        AddPrograms();
        object app = new
        {
            exec = new[] { "/bin/tell", "one", "two" },
            environment = new[] { new { name = "PATH", value = "/bin" }, new { name = "FROM_IMAGE", value = "yes" }, new { name = "BOTH", value = "image" } },
            workingDirectory = "/etc",
        };
        _room.Put("top", Aci.Make(Aci.Manifest("top", app, "base"), ImageLayer.Of(
            ImageLayer.Text("bin/tell", "#!/bin/sh\necho $0 $@ $FROM_IMAGE $BOTH $(pwd) $(cat passwd)\n", 0x1ED), ImageLayer.Text("etc/passwd", "mine"))));
        _room.Add("data");

        (await RunAsync("a", new CommandInfo { Shell = false })).ShouldBe("/bin/tell one two yes image /etc mine\n");
        (await RunAsync("b", new CommandInfo { Shell = false, Arguments = { "three" } })).ShouldBe("/bin/tell three yes image /etc mine\n");
        (await RunAsync("c", new CommandInfo { Shell = false, Value = "/bin/sh", Arguments = { "sh", "-c", "echo $FROM_IMAGE" } })).ShouldBe("yes\n");
        var own = new Mesos.V1.Environment();
        own.Variables.Add(new Mesos.V1.Environment.Types.Variable { Name = "BOTH", Value = "command" });
        (await RunAsync("d", new CommandInfo { Value = "echo $BOTH; cat /data/top", Environment = own })).ShouldBe("command\ndata");
        Directory.GetFileSystemEntries(Containers).ShouldBeEmpty();
        (await File.ReadAllTextAsync("/proc/self/mounts")).ShouldNotContain(_room.Root);
    }

    [RootFact]
    public async Task Recovery_KeepsWhatRuns_OfBothTypes()
    {
        _room.Add("a");
        Provisioner before = New();
        string appc = (await before.ProvisionAsync("appc", AppcRoom.ImageOf("a"), _patience.Token)).Path;
        Image docker = new() { Type = Image.Types.Type.Docker, Docker = new Image.Types.Docker { Name = ImageFolder.Busybox } };
        string other = (await before.ProvisionAsync("docker", docker, _patience.Token)).Path;
        before.Dispose();

        // As an agent wrote it that knew of one type only.
        string record = Path.Combine(Containers, "docker", "container.json");
        string text = await File.ReadAllTextAsync(record);
        text.ShouldContain(",\"Type\":2");
        await File.WriteAllTextAsync(record, text.Replace(",\"Type\":2", "", StringComparison.Ordinal));
        Provisioner after = New();
        foreach (ImageRuntimeIsolator isolator in (ImageRuntimeIsolator[])[new DockerRuntimeIsolator(after), new AppcRuntimeIsolator(after)])
            await isolator.RecoverAsync([Running("appc"), Running("docker")], _patience.Token);
        after.Prune([]);

        (await File.ReadAllTextAsync(Path.Combine(appc, "a"))).ShouldBe("a");
        File.Exists(Path.Combine(other, "bin/busybox")).ShouldBeTrue();
        Directory.GetDirectories(_room.At("docker/layers")).Length.ShouldBe(1);
        await after.DestroyAsync("appc");
        await after.DestroyAsync("docker");
        after.Prune([]);
        Directory.GetDirectories(_room.At("docker/layers")).ShouldBeEmpty();
        Directory.GetFileSystemEntries(Containers).ShouldBeEmpty();
        _room.Entries("images").Length.ShouldBe(1);
    }

    [RootFact]
    public async Task ATypeThatTheAgentDoesNotTake_IsRefused()
    {
        Provisioner provisioner = New(Image.Types.Type.Docker);

        (await Should.ThrowAsync<ContainerLaunchException>(() => provisioner.ProvisionAsync("c", AppcRoom.ImageOf("a"), _patience.Token)))
            .Message.ShouldBe("the image 'a' is of a type that this agent does not take: add 'appc' to its --image_providers");
    }

    private static ContainerRecord Running(string id) => new(id, null, 1, "oci", "/");

    private void AddPrograms() => _room.Put("base", Aci.Make(Aci.Manifest("base"), ImageLayer.Busybox));

    private async System.Threading.Tasks.Task<string> RunAsync(string id, CommandInfo command)
    {
        string runtime = _room.At("run");
        string sandbox = Directory.CreateDirectory(_room.At("sandbox-" + id)).FullName;
        using Provisioner provisioner = New();
        await using var processes = new ProcessContainerizer(new ProcessContainerizerOptions(runtime));
        await using var containerizer = new MesosContainerizer(
            processes,
            [new DockerRuntimeIsolator(provisioner), new AppcRuntimeIsolator(provisioner), new VolumeImageIsolator(provisioner)],
            new HostLauncher(processes),
            new OciLauncher(processes, new OciLauncherOptions(new OciRuntime(images.Crun, Path.Combine(runtime, "state")), Path.Combine(runtime, "oci"))),
            new ContainerRecords(Path.Combine(runtime, "containers")));
        var environment = command.Environment?.Variables.Select(variable => new KeyValuePair<string, string>(variable.Name, variable.Value)) ?? [];
        var launch = new ContainerLaunch(id, ["unused"], [.. environment], sandbox)
        {
            Command = command,
            Info = new ContainerInfo
            {
                Type = ContainerInfo.Types.Type.Mesos,
                Mesos = new ContainerInfo.Types.MesosInfo { Image = AppcRoom.ImageOf("top") },
                Volumes = { new Volume { ContainerPath = "/data", Mode = Volume.Types.Mode.Ro, Image = AppcRoom.ImageOf("data") } },
            },
        };

        _ = await containerizer.LaunchAsync(launch, _patience.Token);
        _ = await containerizer.Exits.ReadAsync(_patience.Token);
        await containerizer.ForgetAsync(id, _patience.Token);
        await processes.ShutdownAsync(_patience.Token);
        return await File.ReadAllTextAsync(Path.Combine(sandbox, "stdout")) + await File.ReadAllTextAsync(Path.Combine(sandbox, "stderr"));
    }

    private Provisioner New(params Image.Types.Type[] providers)
    {
        var provisioner = new Provisioner(new ProvisionerOptions(_room.At("work"), _room.At("docker"))
        {
            Providers = providers.Length > 0 ? providers : [Image.Types.Type.Docker, Image.Types.Type.Appc],
            Registry = images.Archives,
            AppcStoreDirectory = _room.At("store"),
            AppcDiscoveryPrefix = _room.At("acis/"),
            Backend = "overlay",
        });
        _provisioners.Add(provisioner);
        return provisioner;
    }
}
