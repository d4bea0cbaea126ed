using System;
using System.IO;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Tepui.Containerizer.Images;
using Tepui.Containerizer.Images.References;
using Tepui.Containerizer.Images.Registry;
using Tepui.Testing.Images;

namespace Tepui.Containerizer.Tests.Images.Registry;

/// <summary>A real registry, and what can be wrong with one.</summary>
[Collection(ImageCollection.Name)]
public sealed class RegistrySourceTests(SharedRegistry shared) : IDisposable
{
    // As htpasswd -B writes it, of "secret".
    private const string Password = "me:$2y$05$abcdefghijklmnopqrstuuOQiyCxlgf/oeuTqixKmWdcYUh4Hjl0a";

    private readonly string _folder = Directory.CreateTempSubdirectory("tepui-source-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [ImageFact]
    public async Task Image_IsFoundAndItsLayerIsWhatItsDigestSays()
    {
        using IImagePull pull = await FindAsync(shared.Busybox);

        pull.Configuration.Cmd.ShouldBe(["sh", "-c", "echo hello from the image"]);
        BlobReference layer = pull.Manifest.Layers.ShouldHaveSingleItem();
        await pull.FetchLayerAsync(layer, At("layer"), default);
        ImageLayer.DigestOf(await File.ReadAllBytesAsync(At("layer"))).ShouldBe(layer.Digest);
    }

    [ImageFact]
    public async Task Image_ByItsDigest_IsTheSame()
    {
        using IImagePull byTag = await FindAsync(shared.Busybox);
        using IImagePull byDigest = await FindAsync(shared.Busybox[..^2] + "@" + byTag.Manifest.Digest);

        byDigest.Manifest.Layers.ShouldBe(byTag.Manifest.Layers);
    }

    [ImageFact]
    public async Task Image_OfOci_IsFound()
    {
        string name = await shared.Registry.PushAsync("tests/oci:1", ImageArchive.Make("oci:1", null, ImageLayer.Of(ImageLayer.Text("f"))), "--format", "oci");
        using IImagePull pull = await FindAsync(name);

        pull.Manifest.Layers.Count.ShouldBe(1);
    }

    [ImageFact]
    public async Task WhatIsNotThere_SaysSo()
    {
        (await FaultAsync($"{shared.Registry.Address}/tests/nobody:1")).ShouldContain($"{shared.Registry.Address} has no such image");
        (await FaultAsync("127.0.0.1:1/a")).ShouldContain("cannot reach 127.0.0.1:1");
        (await FaultAsync("nowhere.invalid/a")).ShouldContain("there is no host 'nowhere.invalid'");
    }

    [ImageFact]
    public async Task TruncatedLayer_IsTold()
    {
        ImageLayer layer = ImageLayer.Of(ImageLayer.Text("f", new string('x', 10_000)));
        string name = await shared.Registry.PushAsync("tests/truncated:1", ImageArchive.Make("t:1", null, layer));
        using IImagePull pull = await FindAsync(name);
        BlobReference blob = pull.Manifest.Layers[0];
        await using (FileStream file = File.OpenWrite(shared.Registry.BlobFile(blob.Digest)))
            file.SetLength(blob.Size / 2);

        ImageException e = await Should.ThrowAsync<ImageException>(() => pull.FetchLayerAsync(blob, At("layer"), default));

        e.Message.ShouldContain($"{blob.Size / 2} of {blob.Size} bytes of the layer {blob.Digest}");
    }

    [ImageFact]
    public async Task PrivateRegistry_WantsTheRightPassword()
    {
        await using ImageRegistry registry = await ImageRegistry.StartAsync(Password, "me:secret");
        string name = await registry.PushAsync("tests/private:1", ImageArchive.Make("p:1", null, ImageLayer.Of(ImageLayer.Text("f"))));

        (await FaultAsync(name)).ShouldContain("give credentials by --docker_config");
        (await FaultAsync(name, Credentials(registry.Address, "me:wrong"))).ShouldContain("answered 401 to 'me': see to the credentials");
        using IImagePull pull = await FindAsync(name, Credentials(registry.Address, "me:secret"));
        pull.Manifest.Layers.Count.ShouldBe(1);
    }

    private static DockerConfiguration Credentials(string host, string pair) => DockerConfiguration.Parse(
        "{\"auths\":{\"" + host + "\":{\"auth\":\"" + Convert.ToBase64String(Encoding.UTF8.GetBytes(pair)) + "\"}}}");

    private static async Task<IImagePull> FindAsync(string name, DockerConfiguration? credentials = null) =>
        await new RegistrySource(new RegistryOptions(), TimeProvider.System).FindAsync(ImageName.Parse(name), credentials, new CancellationTokenSource(60_000).Token);

    private static async Task<string> FaultAsync(string name, DockerConfiguration? credentials = null) =>
        (await Should.ThrowAsync<ImageException>(() => FindAsync(name, credentials))).Message;

    private string At(string name) => Path.Combine(_folder, name);
}
