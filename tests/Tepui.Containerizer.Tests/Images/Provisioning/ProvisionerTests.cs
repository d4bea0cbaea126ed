using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Mesos.V1;
using Tepui.Containerizer.Images.Provisioning;
using Tepui.Testing;
using Tepui.Testing.Hosts;
using Tepui.Testing.Images;
using static Tepui.Testing.Images.ImageLayer;
using Task = System.Threading.Tasks.Task;

namespace Tepui.Containerizer.Tests.Images.Provisioning;

/// <summary>Roots made of layers, by real mounts and real copies.</summary>
public sealed class ProvisionerTests : IAsyncLifetime
{
    private readonly string _room = Directory.CreateTempSubdirectory("tepui-provisioner-").FullName;
    private readonly List<Provisioner> _provisioners = [];

    private string Containers => Path.Combine(_room, "work/provisioner/containers");

    public async Task InitializeAsync()
    {
        Directory.CreateDirectory(Path.Combine(_room, "archives"));
        await AddAsync("single:1", Of(Folder("d"), Text("d/f", "one")));
        await AddAsync(
            "three:1",
            Of(Folder("d"), Text("d/f", "low"), Text("gone", "x"), Folder("o"), Text("o/hidden", "x"), Folder("tree"), Text("tree/leaf", "x"), Link("l", "d"), Text("same", "low")),
            Of(Text(".wh.gone"), Folder("o"), Text("o/.wh..wh..opq"), Text("o/own", "y"), Text("tree", "a file now")),
            Of(Text("d/f", "high"), Folder("l"), Text("l/f", "z"), Text("same", "high")));
    }

    public async Task DisposeAsync()
    {
        foreach (Provisioner provisioner in _provisioners)
            provisioner.Dispose();
        foreach (string mount in (await File.ReadAllLinesAsync("/proc/self/mounts")).Select(line => line.Split(' ')[1]).Where(path => path.StartsWith(_room, StringComparison.Ordinal)))
            await ImageRegistry.RunAsync("umount", ["-l", mount]);
        Directory.Delete(_room, recursive: true);
    }

    [RootFact]
    public Task Overlay_StacksLayers() => StackedAsync("overlay");

    [RootFact]
    public Task Copy_MakesTheSame() => StackedAsync("copy");

    [RootFact]
    public async Task Bind_ShowsTheOneLayerToReadOnly()
    {
        Provisioner provisioner = New("bind");
        ProvisionedRoot root = await provisioner.ProvisionAsync("c", ImageOf("single:1"), default);

        (await File.ReadAllTextAsync(Path.Combine(root.Path, "d/f"))).ShouldBe("one");
        Should.Throw<IOException>(() => File.WriteAllText(Path.Combine(root.Path, "new"), "x")).Message.ShouldContain("Read-only");
        (await Should.ThrowAsync<ContainerLaunchException>(() => provisioner.ProvisionAsync("c2", ImageOf("three:1"), default)))
            .Message.ShouldContain("it has 3 layers, and --image_provisioner_backend=bind takes one");
        await provisioner.DestroyAsync("c");
        await provisioner.DestroyAsync("c2");
        NothingIsLeft();
    }

    [RootFact]
    public async Task Roots_AreWrittenApart()
    {
        Provisioner provisioner = New(null);
        ProvisionedRoot one = await provisioner.ProvisionAsync("one", ImageOf("single:1"), default);
        ProvisionedRoot two = await provisioner.ProvisionAsync("two", ImageOf("single:1"), default);
        await File.WriteAllTextAsync(Path.Combine(one.Path, "d/f"), "changed");

        (await File.ReadAllTextAsync(Path.Combine(two.Path, "d/f"))).ShouldBe("one");
        await provisioner.DestroyAsync("one");
        await provisioner.DestroyAsync("two");
        NothingIsLeft();
    }

    [RootFact]
    public async Task ManyLayersInAFolderWithOddNames_AreStacked()
    {
        await AddAsync("many:1", [.. Enumerable.Range(0, 60).Select(i => Of(Text($"f{i}", "x")))]);
        Provisioner provisioner = New("overlay", Path.Combine(_room, "st:o,re"));
        ProvisionedRoot root = await provisioner.ProvisionAsync("c", ImageOf("many:1"), default);

        Directory.GetFiles(root.Path).Length.ShouldBe(60);
        await provisioner.DestroyAsync("c");
        NothingIsLeft();
    }

    [RootFact]
    public async Task Recovery_KeepsWhatRunsAndRemovesTheRest()
    {
        Provisioner before = New(null);
        ProvisionedRoot running = await before.ProvisionAsync("running", ImageOf("three:1"), default);
        _ = await before.ProvisionAsync("ended", ImageOf("single:1"), default);
        Directory.CreateDirectory(Path.Combine(Containers, "half", "backends"));
        before.Dispose();

        Provisioner after = New(null);
        await after.RecoverAsync(new HashSet<string> { "running" }, default);
        after.Prune([]);

        (await File.ReadAllTextAsync(Path.Combine(running.Path, "d/f"))).ShouldBe("high");
        Directory.GetDirectories(Containers).ShouldBe([Path.Combine(Containers, "running")]);
        Directory.GetDirectories(Path.Combine(_room, "store/layers")).Length.ShouldBe(3);
        await after.DestroyAsync("running");
        after.Prune([]);
        Directory.GetDirectories(Path.Combine(_room, "store/layers")).ShouldBeEmpty();
        NothingIsLeft();
    }

    [RootFact]
    public async Task WhatCannotBeHad_IsToldWithTheImagesName()
    {
        Provisioner provisioner = New(null);
        foreach ((Image image, string told) in new (Image, string)[]
        {
            (ImageOf("nobody:1"), "the image 'nobody:1' cannot be used: there is no"),
            (ImageOf("No Name"), "the image 'No Name' cannot be used: this is no name of an image"),
            (new Image { Type = Image.Types.Type.Appc, Appc = new Image.Types.Appc { Name = "a" } }, "the image 'a' is of a type that this agent does not take: add 'appc'"),
            (Secret("nonsense"), "its config is no Docker configuration: it is no JSON"),
        })
        {
            (await Should.ThrowAsync<ContainerLaunchException>(() => provisioner.ProvisionAsync("c", image, default))).Message.ShouldContain(told);
        }
    }

    [Fact]
    public void Watch_PrunesWhenTheDiskIsTooFull()
    {
        var time = new VirtualTime();
        int pruned = 0;
        double free = 0.5;
        using var watch = new ImageWatch(
            new ImageGarbageCollection(0.1, TimeSpan.FromHours(1), []), "/", () => pruned++, time, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance)
        {
            FreePart = () => free,
        };
        watch.Start();

        time.Advance(TimeSpan.FromHours(1));
        pruned.ShouldBe(0);
        free = 0.05;
        time.Advance(TimeSpan.FromHours(2));
        pruned.ShouldBe(2);
    }

    private static Image ImageOf(string name) => new() { Type = Image.Types.Type.Docker, Docker = new Image.Types.Docker { Name = name } };

    private static Image Secret(string value)
    {
        Image image = ImageOf("single:1");
        image.Docker.Config = new Secret
        {
            Type = Mesos.V1.Secret.Types.Type.Value,
            Value = new Secret.Types.Value { Data = Google.Protobuf.ByteString.CopyFromUtf8(value) },
        };
        return image;
    }

    private async Task StackedAsync(string backend)
    {
        Provisioner provisioner = New(backend);
        string root = (await provisioner.ProvisionAsync("c", ImageOf("three:1"), default)).Path;

        string.Join(' ', Directory.EnumerateFileSystemEntries(root, "*", SearchOption.AllDirectories).Select(path => path[(root.Length + 1)..]).Order(StringComparer.Ordinal))
            .ShouldBe("d d/f l l/f o o/own same tree");
        (await File.ReadAllTextAsync(Path.Combine(root, "d/f"))).ShouldBe("high");
        (await File.ReadAllTextAsync(Path.Combine(root, "same"))).ShouldBe("high");
        await File.WriteAllTextAsync(Path.Combine(root, "new"), "x");
        await provisioner.DestroyAsync("c");
        NothingIsLeft();
    }

    private Provisioner New(string? backend, string? store = null)
    {
        var provisioner = new Provisioner(new ProvisionerOptions(Path.Combine(_room, "work"), store ?? Path.Combine(_room, "store"))
        {
            Registry = Path.Combine(_room, "archives"),
            Backend = backend,
        });
        _provisioners.Add(provisioner);
        return provisioner;
    }

    private void NothingIsLeft()
    {
        Directory.GetFileSystemEntries(Containers).ShouldBeEmpty();
        File.ReadAllText("/proc/self/mounts").ShouldNotContain(_room);
    }

    private Task AddAsync(string name, params ImageLayer[] layers) =>
        File.WriteAllBytesAsync(Path.Combine(_room, "archives", name + ".tar"), ImageArchive.Make(name, null, layers));
}
