using System;
using System.Formats.Tar;
using System.IO;
using System.Threading.Tasks;
using Tepui.Containerizer.Images;
using Tepui.Containerizer.Images.Layers;
using Tepui.Testing.Hosts;
using Tepui.Testing.Images;
using static Tepui.Testing.Images.ImageLayer;

namespace Tepui.Containerizer.Tests.Images.Appc;

/// <summary>What is no ACI, and dependencies that cannot be had: told in one line, with nothing left of them.</summary>
public sealed class BadAciTests : IDisposable
{
    private readonly AppcRoom _room = new() { Limits = new LayerLimits { BytesAlwaysAllowed = 1 << 20, MaxExpansion = 10 } };

    public BadAciTests() => _room.Restart();

    public void Dispose() => _room.Dispose();

    [RootFact]
    public async Task EveryKindOfIt_IsToldAndLeavesNothing()
    {
        string outside = Directory.CreateDirectory(_room.At("outside")).FullName;
        await File.WriteAllTextAsync(Path.Combine(outside, "manifest"), Aci.Manifest("stolen"));
        TarEntry manifest() => Text("manifest", Aci.Manifest("bad"));
        byte[] sound = Of(Folder("rootfs"), Text("rootfs/f", new string('x', 3000)), manifest()).Gzip();
        foreach ((byte[] content, string told) in new (byte[], string)[]
        {
            ("<html>404</html>"u8.ToArray(), "a layer is damaged, or no archive"),
            ([], "a layer is damaged, or no archive"),
            (sound[..(sound.Length / 2)], "a layer is damaged, or no archive"),
            (Of(manifest()).Tar, "it holds no folder 'rootfs': make the ACI anew"),
            (Of(Folder("rootfs")).Tar, "it holds no file 'manifest': make the ACI anew"),
            (Of(Folder("rootfs"), Text("manifest", Aci.Manifest("bad")[..40])).Tar, "its manifest is damaged"),
            (Of(Folder("rootfs"), Text("manifest", """{"acKind":"PodManifest"}""")).Tar, "its manifest has no acKind 'ImageManifest'"),
            (Of(Folder("rootfs"), Link("manifest", Path.Combine(outside, "manifest"))).Tar, "it holds no file 'manifest'"),
            (Of(Folder("rootfs"), new PaxTarEntry(TarEntryType.Fifo, "manifest")).Tar, "it holds no file 'manifest'"),
            (Of(Link("rootfs", outside), manifest()).Tar, "it holds no folder 'rootfs'"),
            (Of(Folder("rootfs"), Text("../outside/new"), manifest()).Tar, "entry '../outside/new' leads out of it"),
            (Of(Folder("rootfs"), Text("rootfs/zeros", new string('\0', 4 << 20)), manifest()).Gzip(), "it looks like a bomb"),
        })
        {
            _room.Put("bad", content);

            ImageException fault = await Should.ThrowAsync<ImageException>(() => _room.GetAsync("bad"), told);

            fault.Message.ShouldContain(told);
            fault.Message.ShouldNotContain("\n");
            _room.Entries("images").ShouldBeEmpty(told);
            _room.Entries("staging").ShouldBeEmpty(told);
            Directory.GetFiles(outside).Length.ShouldBe(1, told);
        }
    }

    [RootFact]
    public async Task WhatHidesFilesInDockersLayers_IsAFileInAnAci()
    {
        _room.Put("a", Aci.Make(Aci.Manifest("a"), Of(Text(".wh.f", "kept"))));

        string root = (await _room.GetAsync("a")).LayerPaths[0];

        (await File.ReadAllTextAsync(Path.Combine(root, ".wh.f"))).ShouldBe("kept");
    }

    [RootFact]
    public async Task WhatIsNotThere_IsToldWithWhereItWasLookedFor() => (await FaultAsync("nobody"))
        .ShouldBe($"there is no {_room.At("acis/nobody-1-linux-amd64.aci")}: put the ACI there, or see to the image's name and labels");

    [RootFact]
    public async Task Dependencies_ThatCannotBeHad_AreNamed()
    {
        _room.Add("top", "missing");
        (await FaultAsync("top")).ShouldContain("its dependency 'missing' cannot be used: there is no");

        _room.Add("odd", "No Name");
        (await FaultAsync("odd")).ShouldContain("a dependency in the manifest of 'odd' is named wrongly: this is no name");

        _room.Add("egg", "hen");
        _room.Add("hen", "egg");
        (await FaultAsync("egg")).ShouldContain("its dependencies go in a circle ('egg' needs 'hen' needs 'egg'): make one of them anew");

        for (int i = 0; i < 17; i++)
            _room.Add("deep" + i, "deep" + (i + 1));
        (await FaultAsync("deep0")).ShouldContain("deeper than 16");

        // Two of each level need two of the next: 2 to the power of the depth in all.
        for (int i = 0; i < 12; i++)
            _room.Add("wide" + i, "wide" + (i + 1), "wide" + (i + 1));
        _room.Add("wide12");
        (await FaultAsync("wide0")).ShouldContain("its dependencies are more than 128");
    }

    private async Task<string> FaultAsync(string name) => (await Should.ThrowAsync<ImageException>(() => _room.GetAsync(name))).Message;
}
