using System;
using System.Collections.Immutable;
using Mesos.V1;

namespace Tepui.Kernel.Registry;

/// <summary>What a master must not forget: who was admitted. Everything else is rebuilt from agents and frameworks that come back.</summary>
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

    /// <summary>With the agent admitted and no longer unreachable.</summary>
    public RegistryState Admit(string id, AgentInfo info) =>
        this with { Admitted = Admitted.SetItem(id, info), Unreachable = Unreachable.Remove(id) };

    /// <summary>With the agent no longer admitted, but unreachable since then.</summary>
    public RegistryState MarkUnreachable(string id, DateTimeOffset since) =>
        this with { Admitted = Admitted.Remove(id), Unreachable = Unreachable.SetItem(id, since) };

    /// <summary>Without the agent.</summary>
    public RegistryState Remove(string id) =>
        this with { Admitted = Admitted.Remove(id), Unreachable = Unreachable.Remove(id) };
}
