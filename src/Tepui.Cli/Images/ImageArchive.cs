using System;
using System.Collections.Generic;
using System.Formats.Tar;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;

namespace Tepui.Cli.Images;

/// <summary>
/// The archive that <c>docker load</c> reads (the format of <c>docker save</c>): manifest.json, a configuration per image, and
/// the layers, each once however many images share it.
/// </summary>
internal static class ImageArchive
{
    /// <summary>Label that holds what the image was made of.</summary>
    public const string FingerprintLabel = "tepui.fingerprint";

    /// <summary>Writes all images of ours.</summary>
    /// <param name="scratch">A folder for the layers; they are left there.</param>
    public static void Write(ImageSources sources, IReadOnlyList<TepuiImage> images, string scratch, Stream output)
    {
        Layer common = Layer.Make(Path.Combine(scratch, "base.tar"), sources.Program.WriteBase);
        Layer tools = Layer.Make(Path.Combine(scratch, "tools.tar"), ProgramFiles.WriteTools);
        Layer? java = sources.Java is { } files ? Layer.Make(Path.Combine(scratch, "java.tar"), files.Write) : null;
        using var archive = new TarWriter(output, TarEntryFormat.Ustar, leaveOpen: true);
        var manifest = new List<object>();
        foreach (TepuiImage image in images)
        {
            List<Layer> layers = [common];
            if (image.HasTools)
                layers.Add(tools);
            if (image.HasZooKeeper)
                layers.Add(java!);
            byte[] configuration = JsonSerializer.SerializeToUtf8Bytes(Configuration(image, layers, sources));
            string name = Convert.ToHexStringLower(SHA256.HashData(configuration)) + ".json";
            Add(archive, name, new MemoryStream(configuration));
            manifest.Add(new { Config = name, RepoTags = new[] { image.Name }, Layers = layers.Select(layer => layer.Name).ToArray() });
        }

        foreach (Layer layer in java is null ? [common, tools] : (Layer[])[common, tools, java])
        {
            using FileStream content = File.OpenRead(layer.Path);
            Add(archive, layer.Name, content);
        }

        Add(archive, "manifest.json", new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(manifest)));
    }

    private static object Configuration(TepuiImage image, IReadOnlyList<Layer> layers, ImageSources sources) => new Dictionary<string, object>
    {
        ["architecture"] = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "arm64" : "amd64",
        ["os"] = "linux",
        ["created"] = sources.Program.Newest,
        ["config"] = new
        {
            Env = sources.Environment(image),
            Entrypoint = image.EntryPoint,
            WorkingDir = "/",
            Labels = new Dictionary<string, string> { [FingerprintLabel] = sources.Fingerprint(image) },
        },
        ["rootfs"] = new Dictionary<string, object>
        {
            ["type"] = "layers",
            ["diff_ids"] = layers.Select(layer => "sha256:" + layer.Digest).ToArray(),
        },
        ["history"] = layers
            .Select(_ => new Dictionary<string, object> { ["created"] = sources.Program.Newest, ["created_by"] = "tepui images" }).ToArray(),
    };

    private static void Add(TarWriter archive, string name, Stream content)
    {
        archive.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, name) { ModificationTime = DateTimeOffset.UnixEpoch, DataStream = content });
        content.Dispose();
    }

    private sealed record Layer(string Path, string Digest)
    {
        public string Name => Digest + "/layer.tar";

        public static Layer Make(string path, Action<LayerWriter> write)
        {
            using (FileStream file = File.Create(path))
            {
                using var layer = new LayerWriter(file);
                write(layer);
            }

            using FileStream written = File.OpenRead(path);
            return new Layer(path, Convert.ToHexStringLower(SHA256.HashData(written)));
        }
    }
}
