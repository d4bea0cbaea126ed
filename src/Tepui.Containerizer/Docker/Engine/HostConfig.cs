using System.Collections.Generic;
using System.Text.Json.Serialization;

namespace Tepui.Containerizer.Docker.Engine;

/// <summary>What of a container depends on its host.</summary>
internal sealed class HostConfig
{
    public string? NetworkMode { get; set; }

    public List<Mount> Mounts { get; set; } = [];

    public SortedDictionary<string, List<PortBinding>>? PortBindings { get; set; }

    public bool? Privileged { get; set; }

    public long? CpuShares { get; set; }

    public long? CpuPeriod { get; set; }

    public long? CpuQuota { get; set; }

    public string? CpusetCpus { get; set; }

    public string? CpusetMems { get; set; }

    public long? Memory { get; set; }

    public long? MemorySwap { get; set; }

    public long? MemoryReservation { get; set; }

    public long? MemorySwappiness { get; set; }

    public int? OomScoreAdj { get; set; }

    public long? PidsLimit { get; set; }

    public List<ResourceLimit>? Ulimits { get; set; }

    public long? ShmSize { get; set; }

    public List<string>? CapAdd { get; set; }

    public List<string>? CapDrop { get; set; }

    public List<string>? SecurityOpt { get; set; }

    public List<string>? GroupAdd { get; set; }

    public bool? ReadonlyRootfs { get; set; }

    public List<DeviceMapping>? Devices { get; set; }

    public Dictionary<string, string>? Sysctls { get; set; }

    public Dictionary<string, string>? Tmpfs { get; set; }

    public List<string>? Dns { get; set; }

    public List<string>? DnsSearch { get; set; }

    public List<string>? DnsOptions { get; set; }

    public List<string>? ExtraHosts { get; set; }

    public LogConfig? LogConfig { get; set; }

    public string? PidMode { get; set; }

    public string? IpcMode { get; set; }

    [JsonPropertyName("UTSMode")]
    public string? UtsMode { get; set; }

    public bool? Init { get; set; }

    public string? Runtime { get; set; }
}

internal sealed record PortBinding(string HostIp, string HostPort);

internal sealed record ResourceLimit(string Name, long Soft, long Hard);

internal sealed record DeviceMapping(string PathOnHost, string PathInContainer, string CgroupPermissions);

internal sealed class LogConfig
{
    /// <summary>Empty is dockerd's own default.</summary>
    public string Type { get; set; } = "";

    public Dictionary<string, string>? Config { get; set; }
}
