using System;
using System.Collections.Immutable;
using System.Linq;
using Mesos.V1;
using Tepui.Kernel.Registry;
using Tepui.LoadBench.Emulation;

namespace Tepui.LoadBench.Registries;

/// <summary>Registries of agents as Mesos's own benchmarks have them, with ids as a master gives them.</summary>
internal static class RegistryShapes
{
    private const string Master = "6dbb0a2c-52f0-4a3f-9b5a-7cbd6c1f0e11";

    public static RegistryState Of(int agents) => new(Enumerable.Range(0, agents).Select(Agent)
        .ToImmutableSortedDictionary(static agent => agent.Id.Value, static agent => agent, StringComparer.Ordinal));

    /// <summary>With so many more agents, one after the other.</summary>
    public static RegistryState Admit(this RegistryState registry, int first, int count)
    {
        foreach (var agent in Enumerable.Range(first, count).Select(Agent))
            registry = registry.Admit(agent.Id.Value, agent);
        return registry;
    }

    private static AgentInfo Agent(int number)
    {
        var agent = Shapes.Agent(number, known: false);
        agent.Id = new AgentID { Value = $"{Master}-S{number}" };
        return agent;
    }
}
