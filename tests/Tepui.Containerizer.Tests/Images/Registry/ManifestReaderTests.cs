using System.Linq;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Tepui.Containerizer.Images;
using Tepui.Containerizer.Images.References;
using Tepui.Containerizer.Images.Registry;

namespace Tepui.Containerizer.Tests.Images.Registry;

public sealed class ManifestReaderTests
{
    private static readonly string One = "sha256:" + new string('1', 64);
    private static readonly string Two = "sha256:" + new string('2', 64);

    private static readonly string Manifest =
        $$$"""{"schemaVersion":2,"config":{"digest":"{{{One}}}","size":3},"layers":[{"digest":"{{{Two}}}","size":4}]}""";

    [Fact]
    public void Read_Manifest_GivesConfigurationAndLayers()
    {
        ImageManifest manifest = Read(Manifest).Manifest!;

        manifest.Config.ShouldBe(new BlobReference(One, 3));
        manifest.Layers.ShouldBe([new BlobReference(Two, 4)]);
        manifest.Digest.ShouldBe(Digest.Of(Encoding.UTF8.GetBytes(Manifest)));
    }

    [Theory]
    [InlineData("amd64", '1')]
    [InlineData("arm64", '2')]
    public void Read_List_ChoosesThisMachines(string architecture, char digit)
    {
        string list = $$$"""
            {"manifests":[{"digest":"sha256:bad","platform":{"os":"windows","architecture":"amd64"}},
            {"digest":"{{{One}}}","platform":{"os":"linux","architecture":"amd64"}},
            {"digest":"{{{Two}}}","platform":{"os":"linux","architecture":"arm64","variant":"v8"}}]}
            """;

        Read(list, architecture).Chosen.ShouldBe("sha256:" + new string(digit, 64));
    }

    [Theory]
    [InlineData("""{"manifests":[{"digest":"x","platform":{"os":"linux","architecture":"s390x"}}]}""", "there is none of it for linux/amd64, only for linux/s390x")]
    [InlineData("""{"schemaVersion":1,"fsLayers":[]}""", "Docker's old schema 1")]
    [InlineData("""{"a":1}""", "is no manifest")]
    [InlineData("nothing", "its manifest is damaged")]
    [InlineData("""{"config":{"digest":"md5:1","size":1},"layers":[]}""", "something else than sha256")]
    [InlineData("""{"config":{"digest":"sha256:1111111111111111111111111111111111111111111111111111111111111111"},"layers":[]}""", "no size")]
    public void Read_WhatCannotBeUsed_SaysWhy(string json, string told) =>
        Should.Throw<ImageException>(() => Read(json)).Message.ShouldContain(told);

    [Fact]
    public void Read_OfAnyDamage_IsOneLineOrAManifest() => Prop.ForAll(
        Gen.Choose(0, Manifest.Length - 1).Zip(Gen.Choose(32, 126)).ArrayOf().ToArbitrary(),
        static changes =>
        {
            byte[] damaged = Encoding.UTF8.GetBytes(Manifest);
            foreach ((int at, int value) in changes)
                damaged[at] = (byte)value;
            try
            {
                _ = ManifestReader.Read(damaged, "amd64");
            }
            catch (ImageException e)
            {
                e.Message.ShouldNotContain("\n");
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300).WithReplay(20261121UL, 7UL));

    private static (ImageManifest? Manifest, string? Chosen) Read(string json, string architecture = "amd64") =>
        ManifestReader.Read(Encoding.UTF8.GetBytes(json), architecture);
}
