using System;
using System.Collections.Generic;

namespace Tepui.Containerizer.Isolation.Ports;

/// <summary>What the agent's flags say of ports.</summary>
public sealed record PortOptions
{
    /// <summary>--container_ports_watch_interval.</summary>
    public TimeSpan WatchInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>--enforce_container_ports: who listens where it was not allowed is killed; else it is only logged.</summary>
    public bool Enforces { get; init; }

    /// <summary>Only these are looked at: the agent's own, or those of --container_ports_isolated_range; null for all.</summary>
    public IReadOnlyList<(int First, int Last)>? Range { get; init; }
}
