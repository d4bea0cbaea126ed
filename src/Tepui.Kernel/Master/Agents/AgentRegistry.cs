using System;
using Mesos.V1;
using Tepui.Kernel.Master.Subscribers;
using Tepui.Kernel.Registry;

namespace Tepui.Kernel.Master.Agents;

/// <summary>
/// Changes of who is admitted. Each is made durable before it is acted on, so that a master that fails in between never
/// contradicts what this one told somebody.
/// </summary>
internal static class AgentRegistry
{
    /// <summary>Admits an agent, then goes on.</summary>
    public static void Admit(MasterContext context, AgentInfo info, ConnectionId connection, Action admitted) => Change(
        context,
        new AgentId(info.Id.Value),
        AgentChange.Admission,
        registry => registry.Admit(info.Id.Value, info),
        admitted,
        _ =>
        {
            // It asks again over a new link.
            context.State.PendingConnections.Remove(connection);
            context.Add(new CloseConnection(connection));
        });

    /// <summary>Removes an agent: it left, was replaced or is to be down.</summary>
    public static void Remove(MasterContext context, AgentRecord agent, string cause, MasterCounter? counter) => Change(
        context,
        agent.Id,
        AgentChange.Removal,
        registry => registry.Remove(agent.Id.Value),
        () => AgentDeparture.Remove(context, agent, cause, counter));

    /// <summary>Marks a registered agent unreachable; false when another change of it is on its way.</summary>
    public static bool MarkUnreachable(MasterContext context, AgentRecord agent, string cause)
    {
        var since = context.Now;
        return Change(
            context,
            agent.Id,
            AgentChange.Unreachable,
            registry => registry.MarkUnreachable(agent.Id.Value, since),
            () =>
            {
                AgentDeparture.MarkUnreachable(context, agent, cause, since);
                RegistryCollection.Schedule(context);
            });
    }

    /// <summary>
    /// Marks an agent unreachable that has not come back since this master began; false when another change of it is on its way.
    /// </summary>
    public static bool MarkRecoveredUnreachable(MasterContext context, AgentInfo info, string cause)
    {
        var id = new AgentId(info.Id.Value);
        var since = context.Now;
        return Change(
            context,
            id,
            AgentChange.Unreachable,
            registry => registry.MarkUnreachable(id.Value, since),
            () =>
            {
                context.Counters.Count(MasterCounter.SlaveRemovals);
                context.Counters.Count(MasterCounter.SlaveRemovalsReasonUnhealthy);
                context.Counters.Count(MasterCounter.RecoverySlaveRemovals);
                context.State.RecoveredAgents.Remove(id.Value);
                context.Tell(new AgentUnreachable(id, info.Hostname, cause));
                AgentLife.TellLost(context, id);
                Announcements.AgentRemoved(context, id);
                RegistryCollection.Schedule(context);
            },
            _ => context.StartTimer(new MasterTimer.RecoveredAgents(), context.Config.AgentReregisterTimeout));
    }

    /// <summary>Marks a known agent gone for good; false when another change of it is on its way.</summary>
    public static bool MarkGone(MasterContext context, AgentId agent, Action stored, Action<string> failed)
    {
        var since = context.Now;
        return Change(
            context,
            agent,
            AgentChange.Gone,
            registry => registry.MarkGone(agent.Value, since),
            () =>
            {
                AgentDeparture.MarkGone(context, agent);
                RegistryCollection.Schedule(context);
                stored();
            },
            failed);
    }

    /// <summary>Begins a change, unless one of the same agent is on its way already.</summary>
    private static bool Change(
        MasterContext context,
        AgentId agent,
        AgentChange kind,
        Func<RegistryState, RegistryState> change,
        Action stored,
        Action<string>? failed = null)
    {
        if (!context.State.AgentsUnderWay.TryAdd(agent.Value, kind))
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
            reason =>
            {
                context.State.AgentsUnderWay.Remove(agent.Value);
                failed?.Invoke(reason);
            });
        return true;
    }
}
