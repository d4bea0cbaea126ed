using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;

namespace Tepui.Kernel.Master.Agents;

/// <summary>
/// Forgets unreachable and gone agents, from time to time: those beyond --registry_max_agent_count, the oldest first, and those
/// of more than --registry_max_agent_age ago.
/// </summary>
internal static class RegistryCollection
{
    /// <summary>Sets the alarm when there is anything to look at later and it is not set yet.</summary>
    public static void Schedule(MasterContext context)
    {
        var registry = context.Registrar.Stored;
        if (!context.State.CollectionScheduled && (registry.Unreachable.Count > 0 || registry.Gone.Count > 0))
        {
            context.State.CollectionScheduled = true;
            context.StartTimer(new MasterTimer.RegistryCollection(), context.Config.RegistryGcInterval);
        }
    }

    /// <summary>The alarm has rung.</summary>
    public static void Handle(MasterContext context)
    {
        context.State.CollectionScheduled = false;
        Schedule(context);
        var unreachable = Expired(context, context.Registrar.Stored.Unreachable);
        var gone = Expired(context, context.Registrar.Stored.Gone);
        if (unreachable.Count == 0 && gone.Count == 0)
        {
            return;
        }

        context.Registrar.Apply(
            registry => registry.Prune(unreachable, gone),
            () =>
            {
                foreach (var id in unreachable)
                {
                    // One that came back meanwhile has taken its tasks along.
                    AgentDeparture.ForgetUnreachable(context, new AgentId(id));
                }

                context.Tell(new AgentsForgotten(unreachable.Count, gone.Count));
            },
            static _ => { });
    }

    private static List<string> Expired(MasterContext context, ImmutableSortedDictionary<string, DateTimeOffset> agents)
    {
        var beyond = Math.Max(0, agents.Count - context.Config.RegistryMaxAgentCount);
        return [.. agents.OrderBy(static agent => agent.Value)
            .Where((agent, index) => index < beyond || context.Now - agent.Value > context.Config.RegistryMaxAgentAge)
            .Select(static agent => agent.Key)];
    }
}
