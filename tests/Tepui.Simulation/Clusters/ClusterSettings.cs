using System;
using Tepui.Simulation.Agents;
using Tepui.Simulation.Masters;

namespace Tepui.Simulation.Clusters;

/// <summary>How large a cluster is, and how its parts are configured.</summary>
public sealed record ClusterSettings
{
    public int Masters { get; init; } = 3;

    public int Agents { get; init; } = 5;

    public MasterSettings Master { get; init; } = new();

    public AgentSettings Agent { get; init; } = new();

    /// <summary>How long after its end a supervisor starts a process again.</summary>
    public TimeSpan RestartsAfter { get; init; } = TimeSpan.FromSeconds(2);
}
