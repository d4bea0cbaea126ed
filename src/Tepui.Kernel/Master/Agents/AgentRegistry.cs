using System;
using Mesos.V1;
using Tepui.Kernel.Master.Subscribers;

namespace Tepui.Kernel.Master.Agents;

/// <summary>
/// Changes of who is admitted. Each is made durable before it is acted on, so that a master that fails in between never
/// contradicts what this one told somebody.
/// </summary>
internal static class AgentRegistry
{
    /// <summary>Admits an agent, then goes on.</summary>
    public static void Admit(MasterContext context, AgentInfo info, ConnectionId connection, Action admitted)
    {
        context.State.AgentsUnderWay.Add(info.Id.Value);
        context.Registrar.Apply(
            registry => registry.Admit(info.Id.Value, info),
            () =>
            {
                context.State.AgentsUnderWay.Remove(info.Id.Value);
                admitted();
            },
            _ =>
            {
                // It asks again over a new link.
                context.State.AgentsUnderWay.Remove(info.Id.Value);
                context.State.PendingConnections.Remove(connection);
                context.Add(new CloseConnection(connection));
            });
    }

    /// <summary>Removes an agent: it left or was replaced.</summary>
    public static void Remove(MasterContext context, AgentRecord agent, string cause, MasterCounter? counter) => Change(
        context,
        agent.Id,
        registry => registry.Remove(agent.Id.Value),
        () => AgentLife.Remove(context, agent, cause, counter));

    /// <summary>Marks a registered agent unreachable.</summary>
    public static void MarkUnreachable(MasterContext context, AgentRecord agent, string cause)
    {
        var since = context.Now;
        var begun = Change(
            context,
            agent.Id,
            registry => registry.MarkUnreachable(agent.Id.Value, since),
            () =>
            {
                context.Counters.Count(MasterCounter.SlaveUnreachableCompleted);
                AgentLife.MarkUnreachable(context, agent, cause, since);
            });
        if (begun)
        {
            context.Counters.Count(MasterCounter.SlaveUnreachableScheduled);
        }
    }

    /// <summary>Marks an agent unreachable that has not come back since this master began.</summary>
    public static void MarkRecoveredUnreachable(MasterContext context, AgentInfo info, string cause)
    {
        var id = new AgentId(info.Id.Value);
        var since = context.Now;
        var begun = Change(
            context,
            id,
            registry => registry.MarkUnreachable(id.Value, since),
            () =>
            {
                context.Counters.Count(MasterCounter.SlaveUnreachableCompleted);
                context.Counters.Count(MasterCounter.SlaveRemovals);
                context.Counters.Count(MasterCounter.SlaveRemovalsReasonUnhealthy);
                context.Counters.Count(MasterCounter.RecoverySlaveRemovals);
                context.State.RecoveredAgents.Remove(id.Value);
                context.Tell(new AgentUnreachable(id, info.Hostname, cause));
                AgentLife.TellLost(context, id);
                Announcements.AgentRemoved(context, id);
            });
        if (begun)
        {
            context.Counters.Count(MasterCounter.SlaveUnreachableScheduled);
        }
    }

    /// <summary>Begins a change, unless one of the same agent is on its way already.</summary>
    private static bool Change(
        MasterContext context,
        AgentId agent,
        Func<Registry.RegistryState, Registry.RegistryState> change,
        Action stored)
    {
        if (!context.State.AgentsUnderWay.Add(agent.Value))
        {
            return false;
        }

        context.Registrar.Apply(
            change,
            () =>
            {
                context.State.AgentsUnderWay.Remove(agent.Value);
                stored();
            },
            _ => context.State.AgentsUnderWay.Remove(agent.Value));
        return true;
    }
}
