using System;
using Tepui.Simulation.Clusters;
using Tepui.Simulation.Faults;

namespace Tepui.Simulation.Runs;

/// <summary>What a seed is played with.</summary>
public sealed record RunSettings
{
    /// <summary>How long faults go on, by the world's clock.</summary>
    public TimeSpan FaultTime { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long everything may take to come to rest after them.</summary>
    public TimeSpan LongestRest { get; init; } = TimeSpan.FromMinutes(30);

    public FaultRates Faults { get; init; } = FaultRates.Usual;

    public ClusterSettings Cluster { get; init; } = new();

    /// <summary>Frameworks that do a bit of everything; the miner comes on top.</summary>
    public int Workloads { get; init; } = 3;
}
