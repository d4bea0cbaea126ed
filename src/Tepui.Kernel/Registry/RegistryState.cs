using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Mesos.V1;
using Mesos.V1.Maintenance;
using Tepui.Kernel.Maintenance;
using Tepui.Kernel.Quotas;

namespace Tepui.Kernel.Registry;

/// <summary>
/// What a master must not forget: who was admitted, and what operators decided. Everything else is rebuilt from agents and
/// frameworks that come back.
/// </summary>
/// <param name="Admitted">Agents admitted and neither unreachable nor gone, by id.</param>
public sealed record RegistryState(ImmutableSortedDictionary<string, AgentInfo> Admitted)
{
    public static RegistryState Empty { get; } =
        new(ImmutableSortedDictionary.Create<string, AgentInfo>(StringComparer.Ordinal));

    /// <summary>Since when agents have been unreachable, by id.</summary>
    public ImmutableSortedDictionary<string, DateTimeOffset> Unreachable { get; init; } =
        ImmutableSortedDictionary.Create<string, DateTimeOffset>(StringComparer.Ordinal);

    /// <summary>When agents were marked gone, by id; they never come back.</summary>
    public ImmutableSortedDictionary<string, DateTimeOffset> Gone { get; init; } =
        ImmutableSortedDictionary.Create<string, DateTimeOffset>(StringComparer.Ordinal);

    /// <summary>Weights of roles, once anybody set one: by <c>--weights</c> at the first start, by operators later.</summary>
    public ImmutableSortedDictionary<string, double> Weights { get; init; } =
        ImmutableSortedDictionary.Create<string, double>(StringComparer.Ordinal);

    /// <summary>Quotas of roles that are not <see cref="Quota.Default"/>.</summary>
    public ImmutableSortedDictionary<string, Quota> Quotas { get; init; } =
        ImmutableSortedDictionary.Create<string, Quota>(StringComparer.Ordinal);

    /// <summary>What an operator decided about agents that are admitted or unreachable, by id.</summary>
    public ImmutableSortedDictionary<string, ManagedAgent> Managed { get; init; } =
        ImmutableSortedDictionary.Create<string, ManagedAgent>(StringComparer.Ordinal);

    /// <summary>The maintenance schedule as it was given; null when there is none. Nobody changes it.</summary>
    public Schedule? Schedule { get; init; }

    /// <summary>The schedule's machines, DRAINING or DOWN; one that is not named is UP.</summary>
    public ImmutableSortedDictionary<MachineKey, MachineInfo> Machines { get; init; } = ImmutableSortedDictionary<MachineKey, MachineInfo>.Empty;

    /// <summary>Whether the agent is admitted or unreachable: what of it can be managed.</summary>
    public bool Knows(string id) => Admitted.ContainsKey(id) || Unreachable.ContainsKey(id);

    /// <summary>With the agent admitted and no longer unreachable.</summary>
    public RegistryState Admit(string id, AgentInfo info) =>
        this with { Admitted = Admitted.SetItem(id, info), Unreachable = Unreachable.Remove(id) };

    /// <summary>With the agent no longer admitted, but unreachable since then.</summary>
    public RegistryState MarkUnreachable(string id, DateTimeOffset since) =>
        this with { Admitted = Admitted.Remove(id), Unreachable = Unreachable.SetItem(id, since) };

    /// <summary>Without the agent.</summary>
    public RegistryState Remove(string id) =>
        this with { Admitted = Admitted.Remove(id), Unreachable = Unreachable.Remove(id), Managed = Managed.Remove(id) };

    /// <summary>With the agent gone for good, if it was known; else unchanged.</summary>
    public RegistryState MarkGone(string id, DateTimeOffset since) =>
        Knows(id) ? Remove(id) with { Gone = Gone.SetItem(id, since) } : this;

    /// <summary>With what an operator decided about an agent, if it is known; null puts it back into use.</summary>
    public RegistryState Manage(string id, ManagedAgent? agent) =>
        !Knows(id) ? this
        : this with { Managed = agent is null ? Managed.Remove(id) : Managed.SetItem(id, agent) };

    /// <summary>Without these agents among the unreachable and the gone.</summary>
    public RegistryState Prune(IReadOnlyCollection<string> unreachable, IReadOnlyCollection<string> gone)
    {
        // One of them may have come back meanwhile: then it is admitted, and stays as it is.
        var forgotten = unreachable.Where(Unreachable.ContainsKey).ToList();
        return this with
        {
            Unreachable = Unreachable.RemoveRange(forgotten),
            Managed = Managed.RemoveRange(forgotten),
            Gone = Gone.RemoveRange(gone),
        };
    }
}
