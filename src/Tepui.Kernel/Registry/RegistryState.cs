using System.Collections.Immutable;
using Mesos.V1;

namespace Tepui.Kernel.Registry;

/// <summary>What a master must not forget: who was admitted. Everything else is rebuilt from agents and frameworks that come back.</summary>
/// <param name="Admitted">Agents admitted and neither unreachable nor gone, by id.</param>
public sealed record RegistryState(ImmutableSortedDictionary<string, AgentInfo> Admitted)
{
    public static RegistryState Empty { get; } = new(ImmutableSortedDictionary<string, AgentInfo>.Empty);
}
