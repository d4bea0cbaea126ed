using System.Collections.Generic;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tepui.Containerizer.Images.References;

/// <summary>What an image says of how it is to run: the <c>config</c> of its configuration, as Docker and OCI have it.</summary>
internal sealed record ImageConfiguration
{
    public IReadOnlyList<string>? Entrypoint { get; init; }

    public IReadOnlyList<string>? Cmd { get; init; }

    /// <summary>As <c>NAME=value</c>.</summary>
    public IReadOnlyList<string>? Env { get; init; }

    public string? WorkingDir { get; init; }

    public string? User { get; init; }

    /// <param name="json">The configuration blob.</param>
    /// <exception cref="ImageException">It is none.</exception>
    public static ImageConfiguration Parse(byte[] json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, ImageJson.Default.ConfigurationBlob)?.Config ?? new ImageConfiguration();
        }
        catch (JsonException e)
        {
            throw new ImageException($"its configuration is damaged: {e.Message}; push it anew", e);
        }
    }
}

internal sealed record ConfigurationBlob
{
    [JsonPropertyName("config")]
    public ImageConfiguration? Config { get; init; }
}

[JsonSerializable(typeof(ConfigurationBlob))]
[JsonSerializable(typeof(StoredImage))]
internal sealed partial class ImageJson : JsonSerializerContext;

/// <summary>An image as the store keeps it: its name, and what the name meant when it was pulled.</summary>
/// <param name="Layers">Digests from the lowest up.</param>
internal sealed record StoredImage(string Name, string Manifest, IReadOnlyList<string> Layers, ImageConfiguration Configuration);
