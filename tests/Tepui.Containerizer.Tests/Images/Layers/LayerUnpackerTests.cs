using System;
using System.Diagnostics;
using System.Formats.Tar;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using FsCheck;
using FsCheck.Fluent;
using Tepui.Containerizer.Images;
using Tepui.Containerizer.Images.Layers;
using Tepui.Containerizer.Images.Provisioning;
using Tepui.Testing.Hosts;
using Tepui.Testing.Images;
using static Tepui.Testing.Images.ImageLayer;

namespace Tepui.Containerizer.Tests.Images.Layers;

/// <summary>Layers, good and hostile: nothing is ever written but below their folder.</summary>
public sealed class LayerUnpackerTests : IDisposable
{
    private static readonly string[] Parts = ["..", ".", "", "a", "b", "l", "outside", "kept", ".wh.a", ".wh..wh..opq", ".wh...", ".wh.."];

    private static readonly Gen<string> Names =
        Gen.Elements(Parts).ArrayOf().Resize(4).Where(parts => parts.Length > 0).Select(parts => string.Join('/', parts)).Where(name => name.Length > 0);

    private static readonly Gen<string> Targets = Gen.OneOf(Names, Gen.Elements("/etc", "../outside", "../../outside/kept", "/", "../"));

    private static readonly Gen<(TarEntryType Type, string Name, string Target)> Entries =
        from type in Gen.Elements(
            TarEntryType.RegularFile, TarEntryType.SymbolicLink, TarEntryType.SymbolicLink, TarEntryType.HardLink, TarEntryType.Directory,
            TarEntryType.Fifo, TarEntryType.CharacterDevice)
        from name in Names
        from target in Targets
        select (type, name, target);

    private readonly string _room = Directory.CreateTempSubdirectory("tepui-layer-").FullName;
    private LayerLimits _limits = new();

    public LayerUnpackerTests() => Renew();

    private string Root => Path.Combine(_room, "layer");

    public void Dispose() => Directory.Delete(_room, recursive: true);

    [RootFact]
    public void AnyEntries_StayInTheLayer() => Prop.ForAll(Entries.ArrayOf().Resize(8).ToArbitrary(), entries =>
    {
        Renew();
        byte[] tar = Of([.. entries.Select(Entry)]).Tar;
        try
        {
            Task.Run(() => UnpackAsync(tar)).GetAwaiter().GetResult();
        }
        catch (ImageException e)
        {
            e.Message.ShouldNotContain("\n");
        }

        NothingOutsideIsTouched();
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(300).WithReplay(20261121UL, 7UL));

    [RootFact]
    public void AnyDamage_IsToldInOneLine()
    {
        byte[] sound = Of(Folder("d"), Text("d/f", "text"), Link("l", "d/f"), Text(new string('n', 150))).Gzip();
        Prop.ForAll(Gen.Choose(0, sound.Length - 1).Zip(Gen.Choose(0, 255)).ArrayOf().Resize(5).ToArbitrary(), changes =>
        {
            Renew();
            byte[] damaged = [.. sound];
            foreach ((int at, int value) in changes)
                damaged[at] = (byte)value;
            try
            {
                Task.Run(() => UnpackAsync(damaged)).GetAwaiter().GetResult();
            }
            catch (ImageException e)
            {
                e.Message.ShouldNotContain("\n");
            }

            NothingOutsideIsTouched();
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(200).WithReplay(20261121UL, 7UL));
    }

    [RootFact]
    public async Task OwnersModesAndLinks_AreAsTheLayerSays()
    {
        var file = (PaxTarEntry)Text("bin/su", "program", 0x9ED);
        file.Uid = 7;
        file.Gid = 8;

        await UnpackAsync(Of(Folder("bin", 0x1C0), file, Link("sh", "/bin/su"), Link("same", "bin/su", TarEntryType.HardLink)).Gzip());

        Stat("bin/su").ShouldBe("7 8 4755 2");
        Stat("bin").ShouldBe("0 0 700 2");
        new FileInfo(At("sh")).LinkTarget.ShouldBe("/bin/su");
        (await File.ReadAllTextAsync(At("same"))).ShouldBe("program");
    }

    [RootFact]
    public async Task FolderReachedThroughALink_IsTheOneInTheLayer()
    {
        await UnpackAsync(Of(Folder("usr/bin"), Link("bin", "/usr/bin"), Text("bin/tool", "x"), Link("up", "../../.."), Text("up/top", "y")).Tar);

        (await File.ReadAllTextAsync(At("usr/bin/tool"))).ShouldBe("x");
        (await File.ReadAllTextAsync(At("top"))).ShouldBe("y");
    }

    [RootFact]
    public async Task Whiteouts_BecomeWhatOverlayfsTakesForThem()
    {
        await UnpackAsync(Of(
            Text(".wh.gone"), Folder("d"), Text("d/.wh..wh..opq"), Text("d/own"),
            Text(".wh.again"), Folder("again"), Text("mine"), Text(".wh.mine"), Folder("kept"), Text(".wh.kept")).Tar);

        LayerMarks.IsWhiteout(At("gone")).ShouldBeTrue();
        LayerMarks.IsOpaque(At("d")).ShouldBeTrue();
        LayerMarks.IsOpaque(At("again")).ShouldBeTrue();
        LayerMarks.IsOpaque(At("kept")).ShouldBeTrue();
        LayerMarks.IsWhiteout(At("mine")).ShouldBeFalse();
        File.Exists(At("d/own")).ShouldBeTrue();
        Directory.EnumerateFileSystemEntries(Root, ".wh*", SearchOption.AllDirectories).ShouldBeEmpty();
    }

    [RootFact]
    public async Task Devices_AreLeftOut_AndAttributesOfOverlayfsAreNotTaken()
    {
        var hostile = new PaxTarEntry(TarEntryType.Directory, "d", [new("SCHILY.xattr.trusted.overlay.opaque", "y")]);

        await UnpackAsync(Of(new PaxTarEntry(TarEntryType.BlockDevice, "disk") { DeviceMajor = 8, DeviceMinor = 0 }, hostile, new PaxTarEntry(TarEntryType.Fifo, "pipe")).Tar);

        File.Exists(At("disk")).ShouldBeFalse();
        LayerMarks.IsOpaque(At("d")).ShouldBeFalse();
        Stat("pipe").ShouldStartWith("0 0");
    }

    [RootFact]
    public async Task Zstandard_IsUnpacked()
    {
        await File.WriteAllBytesAsync(Path.Combine(_room, "plain"), Of(Text("f", "text")).Tar);
        await ImageRegistry.RunAsync("zstd", ["-q", Path.Combine(_room, "plain"), "-o", Path.Combine(_room, "packed")]);

        await UnpackAsync(await File.ReadAllBytesAsync(Path.Combine(_room, "packed")));

        (await File.ReadAllTextAsync(At("f"))).ShouldBe("text");
    }

    [RootFact]
    public async Task HostileEntries_AreNamed()
    {
        (await FaultAsync(Of(Text("../outside/new")).Tar)).ShouldContain("entry '../outside/new' leads out of it");
        (await FaultAsync(Of(Text("a/../../outside/new")).Tar)).ShouldContain("leads out of it");
        (await FaultAsync(Of(Link("h", "../outside/kept", TarEntryType.HardLink)).Tar)).ShouldContain("hard link to '../outside/kept' leads out of it");
        await UnpackAsync(Of(Text("/absolute", "x")).Tar);
        (await File.ReadAllTextAsync(At("absolute"))).ShouldBe("x");
        NothingOutsideIsTouched();
    }

    [RootFact]
    public async Task Bombs_AreStopped()
    {
        _limits = new LayerLimits { BytesAlwaysAllowed = 1 << 20, MaxExpansion = 10, MaxEntries = 10 };

        (await FaultAsync(Of(Text("f", new string('\0', 4 << 20))).Gzip())).ShouldContain("unpacks to more than 1 MB, 10 times its own size");
        (await FaultAsync(Of([.. Enumerable.Range(0, 11).Select(i => Text("f" + i))]).Tar)).ShouldContain("more than 10 files");
    }

    [RootFact]
    public async Task Truncated_IsRefused()
    {
        byte[] whole = Of(Text("f", Convert.ToBase64String(RandomBytes(100_000)))).Gzip();

        (await FaultAsync(whole[..(whole.Length / 2)])).ShouldContain("a layer is damaged");
        (await FaultAsync("<html>404</html>"u8.ToArray())).ShouldContain("a layer is damaged");
    }

    [RootFact]
    public async Task FullDisk_IsTold()
    {
        Directory.CreateDirectory(Path.Combine(_room, "small"));
        await ImageRegistry.RunAsync("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", Path.Combine(_room, "small")]);
        try
        {
            string layer = Path.Combine(_room, "packed");
            await File.WriteAllBytesAsync(layer, Of(Text("f", new string('x', 4 << 20))).Tar);

            ImageException e = await Should.ThrowAsync<ImageException>(
                () => LayerUnpacker.UnpackAsync(layer, Path.Combine(_room, "small"), _limits with { FreeBytesKept = 0 }, LayerKind.Docker, default));

            e.Message.ShouldContain("No space left on device");
            e.Message.ShouldContain("--docker_store_dir");
        }
        finally
        {
            await ImageRegistry.RunAsync("umount", [Path.Combine(_room, "small")]);
        }
    }

    private static byte[] RandomBytes(int count)
    {
        byte[] random = new byte[count];
        new System.Random(7).NextBytes(random);
        return random;
    }

    private static TarEntry Entry((TarEntryType Type, string Name, string Target) entry) => entry.Type switch
    {
        TarEntryType.RegularFile => Text(entry.Name, "text"),
        TarEntryType.SymbolicLink or TarEntryType.HardLink => Link(entry.Name, entry.Target, entry.Type),
        _ => new PaxTarEntry(entry.Type, entry.Name),
    };

    private void Renew()
    {
        if (Directory.Exists(_room))
            Directory.Delete(_room, recursive: true);
        Directory.CreateDirectory(Root);
        Directory.CreateDirectory(Path.Combine(_room, "outside"));
        File.WriteAllText(Path.Combine(_room, "outside", "kept"), "kept");
    }

    private void NothingOutsideIsTouched()
    {
        Directory.GetFileSystemEntries(Path.Combine(_room, "outside")).ShouldBe([Path.Combine(_room, "outside", "kept")]);
        File.ReadAllText(Path.Combine(_room, "outside", "kept")).ShouldBe("kept");
        Directory.GetFileSystemEntries(_room).Select(Path.GetFileName).ShouldBeSubsetOf(["layer", "outside", "packed"]);
    }

    private async Task UnpackAsync(byte[] packed)
    {
        string file = Path.Combine(_room, "packed");
        await File.WriteAllBytesAsync(file, packed);
        await LayerUnpacker.UnpackAsync(file, Root, _limits, LayerKind.Docker, default);
    }

    private async Task<string> FaultAsync(byte[] packed) => (await Should.ThrowAsync<ImageException>(() => UnpackAsync(packed))).Message;

    private string At(string name) => Path.Combine(Root, name);

    private string Stat(string name)
    {
        using Process stat = Process.Start(new ProcessStartInfo("stat", ["-c", "%u %g %a %h", At(name)]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        return stat.StandardOutput.ReadToEnd().Trim();
    }
}
