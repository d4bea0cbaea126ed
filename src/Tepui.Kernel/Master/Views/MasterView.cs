using System;
using System.Collections.Generic;
using Mesos.V1;
using Tepui.Kernel.Resources;

namespace Tepui.Kernel.Master.Views;

/// <summary>
/// All a master knows at one moment, for reads: immutable, made between steps, used on any thread. It holds references to
/// what the master has, so it costs a word for every few tasks and what changed since the last one.
/// </summary>
public sealed record MasterView
{
    public required MasterInfo Info { get; init; }

    public required bool Leads { get; init; }

    /// <summary>Since when it leads.</summary>
    public required DateTimeOffset? ElectedTime { get; init; }

    /// <summary>The time of the view.</summary>
    public required DateTimeOffset Time { get; init; }

    public required ViewList<AgentView> Agents { get; init; }

    /// <summary>Agents of the registry that have not come back to this master yet.</summary>
    public required IReadOnlyList<AgentInfo> RecoveredAgents { get; init; }

    /// <summary>Since when agents have been unreachable, by id.</summary>
    public required IReadOnlyDictionary<string, DateTimeOffset> UnreachableAgents { get; init; }

    public required IReadOnlyList<FrameworkView> Frameworks { get; init; }

    /// <summary>The oldest first.</summary>
    public required IReadOnlyList<FrameworkView> CompletedFrameworks { get; init; }

    /// <summary>Roles in use, by name.</summary>
    public required IReadOnlyList<RoleView> Roles { get; init; }

    public required MasterCounters Counters { get; init; }
}

/// <summary>A role that a framework is subscribed to, or that has a weight.</summary>
/// <param name="Frameworks">Those subscribed to it.</param>
/// <param name="Allocated">What its frameworks use of it.</param>
/// <param name="Offered">What is offered in it.</param>
public sealed record RoleView(
    string Name,
    double Weight,
    IReadOnlyList<FrameworkId> Frameworks,
    ResourceSet Allocated,
    ResourceSet Offered);
