using System.Collections.Generic;
using System.Linq;
using Mesos.V1;

namespace Tepui.Kernel.Allocation;

/// <summary>What of an agent decides whose offers it may be in, other than its resources.</summary>
/// <param name="Region">Of its fault domain; null without one, which counts as the master's.</param>
public sealed record AgentTraits(string Hostname, string? Region, string? Zone, IReadOnlyList<Attribute> Attributes)
{
    public static readonly AgentTraits None = new("", null, null, []);

    public static AgentTraits Of(AgentInfo info) => new(
        info.Hostname,
        info.Domain?.FaultDomain?.Region?.Name,
        info.Domain?.FaultDomain?.Zone?.Name,
        info.Attributes);

    public bool Equals(AgentTraits? other) =>
        other is not null && string.Equals(Hostname, other.Hostname, System.StringComparison.Ordinal) &&
        string.Equals(Region, other.Region, System.StringComparison.Ordinal) &&
        string.Equals(Zone, other.Zone, System.StringComparison.Ordinal) && Attributes.SequenceEqual(other.Attributes);

    public override int GetHashCode() => System.HashCode.Combine(Hostname, Region, Zone, Attributes.Count);
}
