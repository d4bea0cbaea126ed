using System.Collections.Generic;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tepui.Containerizer.Isolation.DockerVolumes;

/// <summary>What a plug-in is told (https://docs.docker.com/engine/extend/plugins_volume/).</summary>
internal sealed record PluginRequest
{
    /// <summary>Of the volume.</summary>
    public required string Name { get; init; }

    /// <summary>Who mounts or unmounts.</summary>
    [JsonPropertyName("ID")]
    public string? Id { get; init; }

    [JsonPropertyName("Opts")]
    public IReadOnlyDictionary<string, string>? Options { get; init; }
}

/// <summary>The members of all its answers.</summary>
internal sealed record PluginAnswer
{
    [JsonPropertyName("Err")]
    public string? Error { get; init; }

    public string? Mountpoint { get; init; }

    /// <summary>What it knows of the volume that it was asked for.</summary>
    public JsonElement? Volume { get; init; }

    public IReadOnlyList<string>? Implements { get; init; }
}

/// <summary>A file NAME.json that says where a plug-in is (https://docs.docker.com/engine/extend/plugin_api/).</summary>
internal sealed record PluginSpecification
{
    [JsonPropertyName("Addr")]
    public string? Address { get; init; }

    [JsonPropertyName("TLSConfig")]
    public JsonElement? Tls { get; init; }
}

/// <summary>Names in any case, as plug-ins' and dockerd's language takes them.</summary>
[JsonSerializable(typeof(PluginRequest))]
[JsonSerializable(typeof(PluginAnswer))]
[JsonSerializable(typeof(PluginSpecification))]
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, PropertyNameCaseInsensitive = true)]
internal sealed partial class PluginJson : JsonSerializerContext;
