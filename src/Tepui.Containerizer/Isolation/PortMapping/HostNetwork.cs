using System.Collections.Generic;

namespace Tepui.Containerizer.Isolation.PortMapping;

/// <summary>What containers share of the host.</summary>
/// <param name="Public">The interface that leads to the world.</param>
/// <param name="Hardware">Its MAC address.</param>
/// <param name="Address">Its first IPv4 address.</param>
/// <param name="Prefix">The length of its network's prefix.</param>
/// <param name="Mtu">In bytes.</param>
/// <param name="Gateway">Of the default route; null when there is none.</param>
internal sealed record HostNetwork(
    string Public, string Loopback, string Hardware, string Address, int Prefix, int Mtu, string? Gateway)
{
    /// <summary>What processes of the host take for their own sockets.</summary>
    public (int First, int Last) EphemeralPorts { get; init; }

    /// <summary>Settings of the kernel that a new network namespace does not inherit, by paths below /proc/sys/net.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Settings { get; init; } = [];
}
