using System;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using Mesos.V1;
using Tepui.Containerizer.Images;
using Tepui.Containerizer.Images.Store;
using Tepui.Containerizer.Tests.Fetching.Sources;
using Tepui.Testing.Hosts;
using Tepui.Testing.Images;
using Task = System.Threading.Tasks.Task;

namespace Tepui.Containerizer.Tests.Images.Appc;

/// <summary>ACIs from a folder and from a server into the store, and out of it.</summary>
public sealed class AppcStoreTests : IDisposable
{
    private readonly AppcRoom _room = new();

    public void Dispose() => _room.Dispose();

    [RootFact]
    public async Task AnyPacking_IsKeptUnderTheIdOfWhatIsInIt()
    {
        foreach (string program in (string[])["cat", "gzip", "bzip2", "xz"])
        {
            byte[] plain = Aci.Make(Aci.Manifest(program), ImageLayer.Of(ImageLayer.Text("f", program)));
            _room.Put(program, plain);
            string path = _room.At("acis/" + Aci.FileName(program));
            await ImageRegistry.RunAsync("sh", ["-c", $"{program} < {path} > {path}.packed && mv {path}.packed {path}"]);

            using ImageLease lease = await _room.GetAsync(program);

            lease.Image.Manifest.ShouldBe(Aci.IdOf(plain), program);
            lease.LayerPaths.ShouldBe([_room.At($"store/images/{Aci.IdOf(plain)}/rootfs")]);
            (await File.ReadAllTextAsync(Path.Combine(lease.LayerPaths[0], "f"))).ShouldBe(program);
        }

        _room.Entries("staging").ShouldBeEmpty();
    }

    [RootFact]
    public async Task WhatIsThere_IsNotFetchedAgain_ByNameOrId_AfterARestartToo()
    {
        string id = _room.Add("a");
        (await _room.GetAsync("a")).Dispose();
        _room.Take("a");

        (await _room.GetAsync("a")).Dispose();
        _room.Restart();
        (await _room.GetAsync("a")).Image.Manifest.ShouldBe(id);
        (await _room.GetAsync(AppcRoom.ImageOf("other", id))).Image.Manifest.ShouldBe(id);

        _room.Provider.Prune([]);
        (await _room.GetAsync("a")).Dispose();
    }

    [RootFact]
    public async Task WithoutAVersion_TheLatestIsFetchedOnce()
    {
        byte[] plain = Aci.Make(Aci.Manifest("a"), ImageLayer.Of(ImageLayer.Text("f")));
        string path = _room.At("acis/a-latest-linux-amd64.aci");
        await File.WriteAllBytesAsync(path, plain);
        Image latest = AppcRoom.ImageOf("a");
        latest.Appc.Labels.Labels_.RemoveAt(0);
        (await _room.GetAsync(latest)).Dispose();
        File.Delete(path);
        _room.Restart();

        (await _room.GetAsync(latest)).Image.Manifest.ShouldBe(Aci.IdOf(plain));
    }

    [RootFact]
    public async Task AStoreOfMesoss_IsTakenOver()
    {
        string id = "sha512-" + new string('a', 128);
        string image = Directory.CreateDirectory(_room.At("store/images/" + id)).FullName;
        Directory.CreateDirectory(Path.Combine(image, "rootfs"));
        await File.WriteAllTextAsync(Path.Combine(image, "manifest"), Aci.Manifest("example.com/a"));
        Directory.CreateDirectory(_room.At("store/images/something"));

        (await _room.GetAsync("example.com/a")).LayerPaths.ShouldBe([Path.Combine(image, "rootfs")]);
    }

    [RootFact]
    public async Task NotCached_AsksAgain_AndWhatIsDamagedIsFetchedAnew()
    {
        (await _room.GetAsync(AppcRoom.ImageOf("a", _room.Add("a")))).Dispose();
        string newer = _room.Add("b");
        File.Move(_room.At("acis/" + Aci.FileName("b")), _room.At("acis/" + Aci.FileName("a")), overwrite: true);
        Image anew = AppcRoom.ImageOf("a");
        anew.Cached = false;

        (await _room.GetAsync(anew)).Image.Manifest.ShouldBe(newer);
        (await _room.GetAsync("a")).Image.Manifest.ShouldBe(newer);

        await File.WriteAllTextAsync(_room.At($"store/images/{newer}/manifest"), "{");
        (await _room.GetAsync("a")).Image.Manifest.ShouldBe(newer);
        _room.Entries("images").Length.ShouldBe(2);
        _room.Entries("staging").ShouldBeEmpty();
    }

    [RootFact]
    public async Task AnotherIdThanWasAskedFor_IsRefused()
    {
        string id = _room.Add("a");
        string wanted = id[..^1] + (id[^1] == '0' ? '1' : '0');

        (await Should.ThrowAsync<ImageException>(() => _room.GetAsync(AppcRoom.ImageOf("a", wanted)))).Message
            .ShouldContain($"is {id}, and {wanted} was asked for");
        _room.Entries("images").ShouldBeEmpty();
        (await _room.GetAsync(AppcRoom.ImageOf("a", id))).Dispose();
    }

    [RootFact]
    public async Task AServer_IsAskedByNameAndLabels()
    {
        byte[] packed = new ImageLayer(Aci.Make(Aci.Manifest("a"), ImageLayer.Of(ImageLayer.Text("f", "served")))).Gzip();
        string? asked = null;
        await using var server = new ScriptedServer(async (head, stream) =>
        {
            asked = head.Split('\r')[0];
            bool known = asked.Contains("/team/a-", StringComparison.Ordinal);
            string status = known ? "200 OK" : "404 Not Found";
            await stream.WriteAsync(Head(status, known ? packed.Length : 0));
            if (known)
                await stream.WriteAsync(packed);
        });
        _room.Prefix = "http://";
        _room.Restart();

        using ImageLease lease = await _room.GetAsync(server.Authority + "/team/a");

        asked.ShouldBe("GET /team/a-1-linux-amd64.aci HTTP/1.1");
        (await File.ReadAllTextAsync(Path.Combine(lease.LayerPaths[0], "f"))).ShouldBe("served");
        (await Should.ThrowAsync<ImageException>(() => _room.GetAsync(server.Authority + "/nobody"))).Message
            .ShouldContain($"http://{server.Authority}/nobody-1-linux-amd64.aci cannot be fetched: the server answered HTTP 404");
        _room.Entries("staging").ShouldBeEmpty();
    }

    [RootFact]
    public async Task ManyWhoWait_GetOneDownload()
    {
        byte[] plain = Aci.Make(Aci.Manifest("a"), ImageLayer.Of(ImageLayer.Text("f")));
        int downloads = 0;
        var all = new TaskCompletionSource();
        await using var server = new ScriptedServer(async (_, stream) =>
        {
            System.Threading.Interlocked.Increment(ref downloads);
            await all.Task;
            await stream.WriteAsync(Head("200 OK", plain.Length));
            await stream.WriteAsync(plain);
        });
        _room.Prefix = $"http://{server.Authority}/";
        _room.Restart();

        Task<ImageLease>[] waiting = [.. Enumerable.Range(0, 8).Select(_ => _room.GetAsync("a"))];
        all.SetResult();
        await Task.WhenAll(waiting);

        downloads.ShouldBe(1);
    }

    [Fact]
    public void ASecondAgent_IsRefused()
    {
        _room.Provider.Open();
        using var other = new AppcStoreOfAnother(_room);

        Should.Throw<IOException>(other.Open).Message.ShouldContain("give each its own by --appc_store_dir");
    }

    private static byte[] Head(string status, int length) =>
        Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n");

    private sealed class AppcStoreOfAnother(AppcRoom room) : IDisposable
    {
        private readonly StoreFolder _folder = new(
            room.At("store"), "--appc_store_dir", Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);

        public void Open() => _folder.Open([]);

        public void Dispose() => _folder.Dispose();
    }
}
