using System;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Tepui.Containerizer.Images;
using Tepui.Containerizer.Images.References;
using Tepui.Containerizer.Images.Store;
using Tepui.Testing.Images;
using static Tepui.Testing.Images.ImageLayer;

namespace Tepui.Containerizer.Tests.Images.Store;

public sealed class ImageStoreTests : IDisposable
{
    private static readonly ImageLayer Base = Of(Text("base", "1"));
    private static readonly ImageLayer One = Of(Text("one", "1"));
    private static readonly ImageLayer Two = Of(Text("two", "2"));

    private readonly StoreRoom _room = new();

    public ImageStoreTests()
    {
        _room.Store.Open();
        _room.Add("one", Base, One);
        _room.Add("two", Base, Two);
    }

    public void Dispose() => _room.Close();

    [Fact]
    public async Task Layers_AreKeptOnceForManyImages()
    {
        using ImageLease one = await _room.GetAsync("one");
        using ImageLease two = await _room.GetAsync("two");

        _room.Fetched.Order().ShouldBe(new[] { Base.Digest, One.Digest, Two.Digest }.Order());
        one.LayerPaths[0].ShouldBe(two.LayerPaths[0]);
        (await File.ReadAllTextAsync(Path.Combine(two.LayerPaths[1], "two"))).ShouldBe("2");
        two.Image.Configuration.Cmd.ShouldBe(["run"]);
    }

    [Fact]
    public async Task WhatIsThere_IsNotAskedForAgain_UnlessItIsWanted()
    {
        (await _room.GetAsync("one")).Dispose();
        _room.Restart();
        (await _room.GetAsync("one")).Dispose();
        _room.Found.ShouldBe(1);

        _room.Add("one", Base, Two);
        using ImageLease again = await _room.GetAsync("one", cached: false);

        again.Image.Layers[1].ShouldBe(Two.Digest);
        _room.Fetched.Count.ShouldBe(3);
    }

    [Fact]
    public async Task ManyWhoWait_GetOneDownload_AndItGoesOnWhileOneWaits()
    {
        _room.Gate = new TaskCompletionSource();
        using var impatient = new CancellationTokenSource();
        Task<ImageLease>[] waiting = [.. Enumerable.Range(0, 20).Select(i => _room.GetAsync("one", cancellation: i % 2 == 0 ? impatient.Token : default))];
        await impatient.CancelAsync();
        _room.Gate.SetResult();

        for (int i = 0; i < waiting.Length; i++)
        {
            if (i % 2 == 0)
                await Should.ThrowAsync<OperationCanceledException>(() => waiting[i]);
            else
                (await waiting[i]).Dispose();
        }

        _room.Found.ShouldBe(1);
        _room.Fetched.Count.ShouldBe(2);
    }

    [Fact]
    public async Task WhenNobodyWaits_ThePullEnds_AndAnotherCanBegin()
    {
        _room.Gate = new TaskCompletionSource();
        using var impatient = new CancellationTokenSource();
        Task<ImageLease> waiting = _room.GetAsync("one", cancellation: impatient.Token);
        await impatient.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => waiting);
        _room.Gate.SetResult();

        (await _room.GetAsync("one")).Dispose();

        _room.Entries("layers").Length.ShouldBe(2);
    }

    [Fact]
    public async Task Prune_LeavesWhatIsUsedOrExcluded()
    {
        (await _room.GetAsync("one")).Dispose();
        using ImageLease two = await _room.GetAsync("two");

        _room.Store.Prune([]).ShouldBe(new PruneResult(1, 1));
        Layers().ShouldBe(Hexes(Base, Two));

        (await _room.GetAsync("one")).Dispose();
        two.Dispose();
        _room.Store.Prune([ImageName.Parse("one").ToString()]);
        Layers().ShouldBe(Hexes(Base, One));

        _room.Store.Prune([]);
        Layers().ShouldBeEmpty();
        _room.Entries("images").ShouldBeEmpty();
        _room.Entries("staging").ShouldBeEmpty();
    }

    [Fact]
    public async Task Prune_WhileSomethingIsPulled_TakesNothingOfIt()
    {
        _room.Gate = new TaskCompletionSource();
        Task<ImageLease> pulling = _room.GetAsync("one");
        while (_room.Fetched.Count < 2)
            await Task.Yield();

        _room.Store.Prune([]);
        _room.Gate.SetResult();
        using ImageLease one = await pulling;

        one.LayerPaths.ShouldAllBe(path => Directory.Exists(path));
    }

    [Fact]
    public async Task WhatAKilledProcessLeft_IsNeverTakenForALayer()
    {
        Directory.CreateDirectory(Path.Combine(_room.Root, "staging", "half", "rootfs"));
        await File.WriteAllTextAsync(Path.Combine(_room.Root, "downloads", Digest.Hex(One.Digest)), "half of it");
        await File.WriteAllTextAsync(Path.Combine(_room.Root, "images", "torn.json"), "{\"Name\":");
        _room.Restart();

        using ImageLease one = await _room.GetAsync("one");

        (await File.ReadAllTextAsync(Path.Combine(one.LayerPaths[1], "one"))).ShouldBe("1");
        _room.Entries("staging").ShouldBeEmpty();
        _room.Entries("downloads").ShouldBeEmpty();
    }

    [Fact]
    public async Task LayerThatIsGone_IsPulledAgain()
    {
        using (ImageLease one = await _room.GetAsync("one"))
            Directory.Delete(Path.GetDirectoryName(one.LayerPaths[1])!, recursive: true);

        using ImageLease again = await _room.GetAsync("one");

        again.LayerPaths.ShouldAllBe(path => Directory.Exists(path));
        _room.Fetched.Count.ShouldBe(3);
    }

    [Fact]
    public async Task DamagedLayer_LeavesNothing()
    {
        _room.Add("bad", new ImageLayer("no archive at all"u8.ToArray()));

        await Should.ThrowAsync<ImageException>(() => _room.GetAsync("bad"));

        foreach (string folder in (string[])["layers", "images", "staging", "downloads"])
            _room.Entries(folder).ShouldBeEmpty(folder);
    }

    [Fact]
    public void ASecondAgent_IsRefused()
    {
        using var other = new StoreOfAnother(_room);

        Should.Throw<IOException>(() => other.Store.Open()).Message.ShouldContain("another agent's store of images");
    }

    private string[] Layers() => _room.Entries("layers");

    private static string[] Hexes(params ImageLayer[] layers) =>
        [.. layers.Select(layer => Digest.Hex(layer.Digest)).Order(StringComparer.Ordinal)];

    private sealed class StoreOfAnother(StoreRoom room) : IDisposable
    {
        public ImageStore Store { get; } = new(
            new StorePaths(room.Root), room, new Tepui.Containerizer.Images.Layers.LayerLimits(), Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);

        public void Dispose() => Store.Dispose();
    }
}
