using System;
using System.Collections.Generic;
using System.Formats.Tar;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tepui.Testing.Images;

/// <summary>App container images made by a test.</summary>
public static class Aci
{
    /// <summary>A version for every image whose test does not care.</summary>
    public static IReadOnlyDictionary<string, string> Labels { get; } =
        new Dictionary<string, string> { ["version"] = "1", ["os"] = "linux", ["arch"] = "amd64" };

    /// <param name="app">What stands under <c>app</c>; null for no such.</param>
    /// <param name="dependencies">Names of images with the same labels.</param>
    public static string Manifest(string name, object? app = null, params string[] dependencies) => JsonSerializer.Serialize(new
    {
        acKind = "ImageManifest",
        acVersion = "0.8.11",
        name,
        labels = Pairs(Labels),
        app,
        dependencies = dependencies.Select(dependency => new { imageName = dependency, labels = Pairs(Labels) }),
    }, Options);

    /// <summary>The plain archive: the manifest, and a root file system made of a layer's entries.</summary>
    public static byte[] Make(string manifest, ImageLayer root)
    {
        var content = new MemoryStream();
        using (var tar = new TarWriter(content, leaveOpen: true))
        {
            tar.WriteEntry(ImageLayer.Folder("rootfs"));
            using var entries = new TarReader(new MemoryStream(root.Tar));
            while (entries.GetNextEntry(copyData: true) is { } entry)
            {
                entry.Name = "rootfs/" + entry.Name;
                if (entry.EntryType == TarEntryType.HardLink)
                    entry.LinkName = "rootfs/" + entry.LinkName;
                tar.WriteEntry(entry);
            }

            tar.WriteEntry(ImageLayer.Text("manifest", manifest));
        }

        return content.ToArray();
    }

    /// <param name="plain">The archive, unpacked.</param>
    public static string IdOf(byte[] plain) => "sha512-" + Convert.ToHexStringLower(SHA512.HashData(plain));

    /// <summary>As simple discovery looks for it, with <see cref="Labels"/>.</summary>
    public static string FileName(string name) => $"{name}-1-linux-amd64.aci";

    private static JsonSerializerOptions Options { get; } = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    private static IEnumerable<object> Pairs(IReadOnlyDictionary<string, string> labels) =>
        labels.Select(label => new { name = label.Key, value = label.Value });
}
