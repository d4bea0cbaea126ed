using System.Collections.Generic;
using System.Text.Json.Serialization;

namespace Tepui.Containerizer.Docker.Engine;

/// <summary>The body of <c>POST /containers/create</c>, as far as it is used. What is null is left to dockerd.</summary>
internal sealed class CreateContainer
{
    public required string Image { get; set; }

    public List<string>? Entrypoint { get; set; }

    public List<string>? Cmd { get; set; }

    public List<string> Env { get; set; } = [];

    public Dictionary<string, string> Labels { get; set; } = [];

    public string? Hostname { get; set; }

    public string? Domainname { get; set; }

    public string? User { get; set; }

    public string? WorkingDir { get; set; }

    public string? StopSignal { get; set; }

    public long? StopTimeout { get; set; }

    public SortedDictionary<string, Empty>? ExposedPorts { get; set; }

    /// <summary>Anonymous volumes.</summary>
    public SortedDictionary<string, Empty>? Volumes { get; set; }

    public HostConfig HostConfig { get; set; } = new();

    public NetworkingConfig? NetworkingConfig { get; set; }
}

/// <summary>An object without members, of which only the name counts.</summary>
internal sealed class Empty;

internal sealed class NetworkingConfig
{
    public required Dictionary<string, EndpointConfig> EndpointsConfig { get; set; }
}

internal sealed class EndpointConfig
{
    public List<string>? Aliases { get; set; }

    [JsonPropertyName("IPAMConfig")]
    public EndpointAddress? Address { get; set; }
}

internal sealed class EndpointAddress
{
    [JsonPropertyName("IPv4Address")]
    public string? Version4 { get; set; }

    [JsonPropertyName("IPv6Address")]
    public string? Version6 { get; set; }
}
