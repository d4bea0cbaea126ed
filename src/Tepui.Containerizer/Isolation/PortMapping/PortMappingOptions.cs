using System.Collections.Generic;

namespace Tepui.Containerizer.Isolation.PortMapping;

/// <summary>What the agent's flags say of containers that share the host's address.</summary>
public sealed record PortMappingOptions
{
    /// <summary>--eth0_name; null for the interface of the default route.</summary>
    public string? PublicInterface { get; init; }

    /// <summary>--lo_name; null for the one that the kernel calls a loopback.</summary>
    public string? Loopback { get; init; }

    /// <summary>--ephemeral_ports_per_container: how many ports each container's own sockets are given by the kernel; a power of two.</summary>
    public int EphemeralPortsPerContainer { get; init; } = 1024;

    /// <summary>The agent's resource <c>ephemeral_ports</c>, of which containers get theirs.</summary>
    public IReadOnlyList<(int First, int Last)> EphemeralPorts { get; init; } = [];

    /// <summary>The agent's resource <c>ports</c>.</summary>
    public IReadOnlyList<(int First, int Last)> OfferedPorts { get; init; } = [];

    /// <summary>--egress_rate_limit_per_container, in bytes a second; 0 for no limit.</summary>
    public long EgressBytesPerSecond { get; init; }

    /// <summary>--network_enable_socket_statistics_summary.</summary>
    public bool TellsSockets { get; init; }

    /// <summary>--network_enable_snmp_statistics.</summary>
    public bool TellsProtocols { get; init; }

    /// <summary>The file of the network namespace that has the host's interfaces; null for the agent's own.</summary>
    internal string? HostNamespace { get; init; }
}
