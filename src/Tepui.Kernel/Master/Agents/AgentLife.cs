using System.Collections.Generic;
using System.Linq;
using Tepui.Kernel.Allocation;
using Tepui.Kernel.Maintenance;
using Tepui.Kernel.Master.Executors;
using Tepui.Kernel.Resources;
using Tepui.Kernel.Tasks;

namespace Tepui.Kernel.Master.Agents;

/// <summary>How an agent joins, loses its link and comes back.</summary>
internal static class AgentLife
{
    /// <summary>Lets an admitted agent take part, with the tasks and executors it brings.</summary>
    public static void Add(
        MasterContext context,
        AgentRecord agent,
        IReadOnlyList<TaskRecord> tasks,
        IReadOnlyList<ExecutorRecord> executors)
    {
        var used = new Dictionary<FrameworkId, ResourceSum>();
        foreach (var executor in executors)
        {
            ExecutorLife.Add(agent, context.State.Frameworks.Find(executor.Framework), executor);
            SumOf(used, executor.Framework).Add(executor.Resources);
        }

        TaskLife.AddReported(context, agent, tasks);
        foreach (var task in tasks)
        {
            if (!task.State.FreesResources())
            {
                SumOf(used, task.Framework).Add(task.Resources);
            }
        }

        context.State.Agents.Add(agent.Id, agent);
        context.Allocator.AddAgent(
            agent.Id,
            agent.Total,
            AgentTraits.Of(agent.Info),
            used.Select(static held => KeyValuePair.Create(held.Key, held.Value.ToSet())));
    }

    private static ResourceSum SumOf(Dictionary<FrameworkId, ResourceSum> sums, FrameworkId framework)
    {
        if (!sums.TryGetValue(framework, out var sum))
        {
            sums.Add(framework, sum = new ResourceSum());
        }

        return sum;
    }

    /// <summary>Gives an agent its link and begins to ping it.</summary>
    public static void Connect(MasterContext context, AgentRecord agent, ConnectionId connection, string address)
    {
        if (!agent.Connected)
        {
            context.CancelTimer(new MasterTimer.AgentReregister(agent.Id));
        }
        else if (agent.Connection != connection)
        {
            context.State.AgentConnections.Remove(agent.Connection);
            context.Add(new CloseConnection(agent.Connection));
        }

        agent.Connected = true;
        agent.Connection = connection;
        agent.Address = address;
        // As if pinged just now: a link that never says a word is given up as soon as in Mesos, which pings at once.
        agent.UnansweredPings = 1;
        context.State.AgentConnections[connection] = agent.Id;
        MaintenanceLife.Settle(context, agent);
        Settle(context, agent, "agent deactivated");
        context.StartTimer(new MasterTimer.AgentPing(agent.Id), context.Config.AgentPingTimeout);
    }

    /// <summary>The link is gone: what is offered of it is taken back, its tasks stay until it is known what became of them.</summary>
    public static void Disconnect(MasterContext context, AgentRecord agent)
    {
        context.State.AgentConnections.Remove(agent.Connection);
        agent.Connected = false;
        Settle(context, agent, "agent disconnected");
        context.Tell(new AgentDisconnected(agent.Id, agent.Info.Hostname));
        context.StartTimer(new MasterTimer.AgentReregister(agent.Id), context.Config.AgentReregisterTimeout);
    }

    /// <summary>Tells every framework that an agent is gone.</summary>
    public static void TellLost(MasterContext context, AgentId agent)
    {
        foreach (var framework in context.State.Frameworks)
        {
            context.Send(framework, SchedulerEvents.AgentFailure(agent));
        }
    }

    /// <summary>
    /// Brings what is offered of an agent in line with its link and with what operators decided: nothing of one that is away,
    /// deactivated, draining or drained, or on a machine that is down.
    /// </summary>
    /// <param name="cause">Why offers of it are taken back when it is no longer offered.</param>
    public static void Settle(MasterContext context, AgentRecord agent, string cause)
    {
        var registry = context.Registrar.Stored;
        agent.Managed = registry.Managed.GetValueOrDefault(agent.Id.Value);
        agent.Active = agent.Connected && agent.Managed is not { Deactivated: true } &&
            (agent.Maintenance is null || !MaintenanceLife.IsDown(context, agent.Machine));
        if (agent.Active)
        {
            context.State.Maintenance.Look(agent);
            context.Allocator.ActivateAgent(agent.Id);
        }
        else
        {
            context.Allocator.DeactivateAgent(agent.Id);
            OfferLife.RescindAll(context, agent.Offers, cause);
            InverseOfferLife.RescindAll(context, agent);
        }
    }
}
