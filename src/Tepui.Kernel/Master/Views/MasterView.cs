using System;
using System.Collections.Generic;
using Mesos.V1;
using Mesos.V1.Maintenance;
using Tepui.Kernel.Quotas;

namespace Tepui.Kernel.Master.Views;

/// <summary>
/// All a master knows at one moment, for reads: immutable, made between steps, used on any thread. It holds references to
/// what the master has, so it costs a word for every few tasks and what changed since the last one.
/// </summary>
public sealed record MasterView
{
    private IReadOnlyList<RoleView>? _roles;

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

    /// <summary>Null when there is none.</summary>
    public required Schedule? MaintenanceSchedule { get; init; }

    /// <summary>The machines that are not UP.</summary>
    public required ClusterStatus MaintenanceStatus { get; init; }

    public required IReadOnlyList<FrameworkView> Frameworks { get; init; }

    /// <summary>The oldest first.</summary>
    public required IReadOnlyList<FrameworkView> CompletedFrameworks { get; init; }

    /// <summary>The only roles frameworks may use (--roles); null when all are allowed.</summary>
    public required IReadOnlyCollection<string>? AllowedRoles { get; init; }

    /// <summary>Weights that operators set; a role that is not there weighs 1.</summary>
    public required IReadOnlyDictionary<string, double> Weights { get; init; }

    /// <summary>Quotas of the registry.</summary>
    public required IReadOnlyDictionary<string, Quota> Quotas { get; init; }

    /// <summary>Roles known, by name; computed when first they are asked for, by whoever asks.</summary>
    public IReadOnlyList<RoleView> Roles => _roles ??= RoleView.Of(this);

    /// <summary>Operations whose last status is not acknowledged yet, the oldest first. Nobody changes the messages.</summary>
    public required IReadOnlyList<Operation> Operations { get; init; }

    /// <summary>How many read the operator event stream.</summary>
    public required int OperatorSubscribers { get; init; }

    public required MasterCounters Counters { get; init; }
}
