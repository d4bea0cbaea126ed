using System.Collections.Generic;
using System.Formats.Tar;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Tepui.Testing.Images;

/// <summary>An image made by a test, as <c>docker save</c> writes it.</summary>
public static class ImageArchive
{
    /// <param name="config">What stands under <c>config</c> in its configuration.</param>
    public static byte[] Make(string name, object? config, params ImageLayer[] layers)
    {
        byte[] configuration = Configuration(config, layers);
        string configName = ImageLayer.DigestOf(configuration)[7..] + ".json";
        var manifest = new JsonArray(new JsonObject
        {
            ["Config"] = configName,
            ["RepoTags"] = new JsonArray(name),
            ["Layers"] = new JsonArray([.. layers.Select((layer, i) => JsonValue.Create($"{i}/layer.tar"))]),
        });
        var content = new MemoryStream();
        using (var tar = new TarWriter(content, leaveOpen: true))
        {
            Add(tar, configName, configuration);
            for (int i = 0; i < layers.Length; i++)
                Add(tar, $"{i}/layer.tar", layers[i].Tar);
            Add(tar, "manifest.json", JsonSerializer.SerializeToUtf8Bytes(manifest));
        }

        return content.ToArray();
    }

    public static byte[] Configuration(object? config, IEnumerable<ImageLayer> layers) => JsonSerializer.SerializeToUtf8Bytes(new
    {
        architecture = System.Runtime.InteropServices.RuntimeInformation.OSArchitecture == System.Runtime.InteropServices.Architecture.Arm64 ? "arm64" : "amd64",
        os = "linux",
        config = config ?? new { },
        rootfs = new { type = "layers", diff_ids = layers.Select(layer => layer.Digest).ToArray() },
    });

    private static void Add(TarWriter tar, string name, byte[] content) =>
        tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(content) });
}
