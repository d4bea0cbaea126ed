using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text.Json;
using Tepui.Containerizer.Images.References;

namespace Tepui.Containerizer.Images.Registry;

/// <summary>Manifests as registries have them: Docker's schema 2 and its lists, OCI's manifests and indexes.</summary>
internal static class ManifestReader
{
    /// <summary>For Accept, the preferred ones first.</summary>
    public static IReadOnlyList<string> MediaTypes { get; } =
    [
        "application/vnd.oci.image.index.v1+json",
        "application/vnd.docker.distribution.manifest.list.v2+json",
        "application/vnd.oci.image.manifest.v1+json",
        "application/vnd.docker.distribution.manifest.v2+json",
    ];

    /// <summary>How registries call this machine's processor.</summary>
    public static string Architecture { get; } = RuntimeInformation.OSArchitecture switch
    {
        System.Runtime.InteropServices.Architecture.Arm64 => "arm64",
        System.Runtime.InteropServices.Architecture.X64 => "amd64",
        var other => other.ToString().ToLowerInvariant(),
    };

    /// <summary>Reads either the manifest of an image, or from a list the digest of the one for this machine.</summary>
    /// <exception cref="ImageException">It is neither, or nothing for this machine.</exception>
    public static (ImageManifest? Manifest, string? Chosen) Read(byte[] content, string architecture)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(content);
            JsonElement root = document.RootElement;
            if (root.TryGetProperty("manifests", out JsonElement list))
                return (null, Choose(list, architecture));
            if (root.TryGetProperty("config", out JsonElement config) && root.TryGetProperty("layers", out JsonElement layers))
                return (new ImageManifest(Digest.Of(content), Blob(config), [.. layers.EnumerateArray().Select(Blob)]), null);
            bool old = root.TryGetProperty("schemaVersion", out JsonElement version) && version.ValueKind == JsonValueKind.Number && version.GetInt32() == 1;
            throw new ImageException(old
                ? "the registry has it only in Docker's old schema 1, which is not supported: pull it with a Docker of today and push it anew"
                : "what the registry gives for it is no manifest: see to the registry");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new ImageException($"its manifest is damaged ({e.Message.ReplaceLineEndings(" ")}): push it anew", e);
        }
    }

    private static string Choose(JsonElement list, string architecture)
    {
        var offered = new List<string>();
        foreach (JsonElement entry in list.EnumerateArray())
        {
            if (!entry.TryGetProperty("platform", out JsonElement platform))
                continue;
            string os = Text(platform, "os");
            string processor = Text(platform, "architecture");
            if (os == "linux" && processor == architecture && Text(platform, "variant") is "" or "v8")
                return Digest.Checked(Text(entry, "digest"));
            if (os != "unknown")
                offered.Add($"{os}/{processor}");
        }

        throw new ImageException(
            $"there is none of it for linux/{architecture}, only for {(offered.Count == 0 ? "nothing" : string.Join(", ", offered.Distinct()))}: push one for this machine");
    }

    private static BlobReference Blob(JsonElement blob) => new(
        Digest.Checked(Text(blob, "digest")),
        blob.TryGetProperty("size", out JsonElement size) && size.GetInt64() >= 0
            ? size.GetInt64()
            : throw new ImageException("its manifest tells no size of a layer: push it anew"));

    private static string Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
}
