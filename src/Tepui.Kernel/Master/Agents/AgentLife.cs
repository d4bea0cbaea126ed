using System.Collections.Generic;
using System.Linq;
using Mesos.V1;
using Tepui.Kernel.Allocation;
using Tepui.Kernel.Master.Executors;
using Tepui.Kernel.Master.Frameworks;
using Tepui.Kernel.Master.Subscribers;
using Tepui.Kernel.Resources;
using Tepui.Kernel.Tasks;
using Reason = Mesos.V1.TaskStatus.Types.Reason;

namespace Tepui.Kernel.Master.Agents;

/// <summary>How an agent joins, loses its link, comes back and goes.</summary>
internal static class AgentLife
{
    /// <summary>Lets an admitted agent take part, with the tasks and executors it brings.</summary>
    public static void Add(
        MasterContext context,
        AgentRecord agent,
        IReadOnlyList<TaskRecord> tasks,
        IReadOnlyList<ExecutorRecord> executors)
    {
        var used = new Dictionary<FrameworkId, ResourceSet>();
        foreach (var executor in executors)
        {
            ExecutorLife.Add(agent, context.State.Frameworks.Find(executor.Framework), executor);
            used[executor.Framework] = used.GetValueOrDefault(executor.Framework, ResourceSet.Empty) + executor.Resources;
        }

        foreach (var task in tasks)
        {
            TaskLife.Add(context, agent, context.State.Frameworks.Find(task.Framework), task);
            if (!task.State.FreesResources())
            {
                used[task.Framework] = used.GetValueOrDefault(task.Framework, ResourceSet.Empty) + task.Resources;
            }
        }

        context.State.Agents.Add(agent.Id, agent);
        context.Allocator.AddAgent(agent.Id, agent.Total, AgentTraits.Of(agent.Info), used);
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
        context.Allocator.ActivateAgent(agent.Id);
        context.StartTimer(new MasterTimer.AgentPing(agent.Id), context.Config.AgentPingTimeout);
    }

    /// <summary>The link is gone: what is offered of it is taken back, its tasks stay until it is known what became of them.</summary>
    public static void Disconnect(MasterContext context, AgentRecord agent)
    {
        context.State.AgentConnections.Remove(agent.Connection);
        agent.Connected = false;
        context.Allocator.DeactivateAgent(agent.Id);
        OfferLife.RescindAll(context, agent.Offers, "agent disconnected");
        context.Tell(new AgentDisconnected(agent.Id, agent.Info.Hostname));
        context.StartTimer(new MasterTimer.AgentReregister(agent.Id), context.Config.AgentReregisterTimeout);
    }

    /// <summary>An agent left or was replaced: its tasks are lost. The registry has forgotten it already.</summary>
    public static void Remove(MasterContext context, AgentRecord agent, string cause, MasterCounter? counter)
    {
        Detach(context, agent, counter);
        var message = $"Agent {agent.Info.Hostname} removed: {cause}";
        EndTasks(context, agent, _ => (TaskState.TaskLost, message, false), null);
        Forget(context, agent);
        context.Tell(new AgentRemoved(agent.Id, agent.Info.Hostname, cause));
    }

    /// <summary>An agent is out of reach, and the registry says so: its tasks may still run, and may come back with it.</summary>
    public static void MarkUnreachable(MasterContext context, AgentRecord agent, string cause, System.DateTimeOffset since)
    {
        Detach(context, agent, MasterCounter.SlaveRemovalsReasonUnhealthy);
        var kept = agent.Tasks.Select(static task => (task.Framework, task.Id)).ToList();
        EndTasks(
            context,
            agent,
            framework => (framework is { IsPartitionAware: true } ? TaskState.TaskUnreachable : TaskState.TaskLost, cause, true),
            since);
        if (kept.Count > 0)
        {
            context.State.UnreachableTasks[agent.Id] = kept;
        }

        Forget(context, agent);
        context.Tell(new AgentUnreachable(agent.Id, agent.Info.Hostname, cause));
    }

    /// <summary>Tells every framework that an agent is gone.</summary>
    public static void TellLost(MasterContext context, AgentId agent)
    {
        foreach (var framework in context.State.Frameworks)
        {
            context.Send(framework, SchedulerEvents.AgentFailure(agent));
        }
    }

    private static void Detach(MasterContext context, AgentRecord agent, MasterCounter? counter)
    {
        context.Counters.Count(MasterCounter.SlaveRemovals);
        if (counter is { } reason)
        {
            context.Counters.Count(reason);
        }

        context.CancelTimer(new MasterTimer.AgentPing(agent.Id));
        if (agent.Connected)
        {
            context.State.AgentConnections.Remove(agent.Connection);
            context.Add(new CloseConnection(agent.Connection));
        }
        else
        {
            context.CancelTimer(new MasterTimer.AgentReregister(agent.Id));
        }

        OfferLife.RescindAll(context, agent.Offers, "agent removed");
        context.Allocator.RemoveAgent(agent.Id);
    }

    private static void EndTasks(
        MasterContext context,
        AgentRecord agent,
        System.Func<FrameworkRecord?, (TaskState State, string Message, bool Unreachable)> end,
        System.DateTimeOffset? since)
    {
        foreach (var task in agent.Tasks.Snapshot())
        {
            var framework = context.State.Frameworks.Find(task.Framework);
            var (state, message, unreachable) = end(framework);
            var status = StatusFactory.Make(task.Id, agent.Id, state, message, Reason.AgentRemoved, context.Now);
            if (task.Executor is { } executor)
            {
                status.ExecutorId = new ExecutorID { Value = executor.Value };
            }

            if (since is { } time)
            {
                status.UnreachableTime = new TimeInfo { Nanoseconds = StatusFactory.ToNanoseconds(time) };
            }

            TaskLife.Update(context, task, status);
            TaskLife.Remove(context, task, unreachable);
            if (framework is not null)
            {
                context.Send(framework, SchedulerEvents.Update(status));
            }
        }
    }

    private static void Forget(MasterContext context, AgentRecord agent)
    {
        foreach (var executor in agent.Executors.Snapshot())
        {
            ExecutorLife.Remove(context, agent, executor);
        }

        context.State.Agents.Remove(agent.Id);
        TellLost(context, agent.Id);
        Announcements.AgentRemoved(context, agent.Id);
    }
}
