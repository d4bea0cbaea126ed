using System;
using System.Linq;
using Mesos.V1;
using Tepui.Internal.V1;
using Tepui.Kernel.Maintenance;
using Tepui.Kernel.Master.Executors;
using Tepui.Kernel.Master.Frameworks;
using Tepui.Kernel.Master.Operations;
using Tepui.Kernel.Master.Subscribers;
using Tepui.Kernel.Tasks;
using Reason = Mesos.V1.TaskStatus.Types.Reason;

namespace Tepui.Kernel.Master.Agents;

/// <summary>How an agent goes, and what its tasks come to with it. The registry knows it already.</summary>
internal static class AgentDeparture
{
    private const string Gone = "Agent has been marked gone";

    /// <summary>An agent left or was replaced: its tasks are lost. The registry has forgotten it already.</summary>
    public static void Remove(MasterContext context, AgentRecord agent, string cause, MasterCounter? counter)
    {
        context.Counters.Count(MasterCounter.SlaveRemovals);
        if (counter is { } reason)
        {
            context.Counters.Count(reason);
        }

        Detach(context, agent);
        var message = $"Agent {agent.Info.Hostname} removed: {cause}";
        EndTasks(context, agent, _ => new End(TaskState.TaskLost, Reason.AgentRemoved), message);
        OperationLife.RemoveAll(context, agent);
        Forget(context, agent);
        context.Tell(new AgentRemoved(agent.Id, agent.Info.Hostname, cause));
    }

    /// <summary>An agent is out of reach, and the registry says so: its tasks may still run, and may come back with it.</summary>
    public static void MarkUnreachable(MasterContext context, AgentRecord agent, string cause, DateTimeOffset since)
    {
        context.Counters.Count(MasterCounter.SlaveRemovals);
        context.Counters.Count(MasterCounter.SlaveRemovalsReasonUnhealthy);
        Detach(context, agent);
        var kept = agent.Tasks.Where(static task => !task.State.IsTerminal()).Select(static task => (task.Framework, task.Id)).ToList();
        EndTasks(
            context,
            agent,
            framework => new End(
                framework is { IsPartitionAware: true } ? TaskState.TaskUnreachable : TaskState.TaskLost,
                Reason.AgentRemoved),
            cause,
            since);
        if (kept.Count > 0)
        {
            context.State.UnreachableTasks[agent.Id] = kept;
        }

        OperationLife.RemoveAll(context, agent, OperationState.OperationUnreachable, "Agent was marked unreachable");
        Forget(context, agent);
        context.Tell(new AgentUnreachable(agent.Id, agent.Info.Hostname, cause));
    }

    /// <summary>An operator gave an agent up for good: it is shut down, and what ran on it has ended.</summary>
    public static void MarkGone(MasterContext context, AgentId id)
    {
        if (context.State.Agents.Find(id) is { } agent)
        {
            context.Send(agent, new AgentLinkFrame { ShutdownAgent = new ShutdownAgent { Message = Gone } });
            Detach(context, agent);
            EndTasks(context, agent, GoneEnd, Gone);
            OperationLife.RemoveAll(context, agent, OperationState.OperationGoneByOperator, Gone);
            Forget(context, agent);
        }
        else
        {
            if (context.State.RecoveredAgents.Remove(id.Value))
            {
                Announcements.AgentRemoved(context, id);
            }

            EndUnreachableTasks(context, id);
        }

        context.Tell(new AgentGone(id));
    }

    /// <summary>
    /// Forgets an agent that was unreachable for longer than the registry remembers; nobody knows what its tasks came to.
    /// </summary>
    public static void ForgetUnreachable(MasterContext context, AgentId id)
    {
        if (context.State.UnreachableTasks.Remove(id, out var tasks))
        {
            foreach (var (framework, task) in tasks)
            {
                context.State.Frameworks.Find(framework)?.UnreachableTasks.Remove(task);
            }
        }
    }

    private static void Detach(MasterContext context, AgentRecord agent)
    {
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

        // What ends with it is no progress of its draining.
        agent.Managed = null;
        agent.Active = false;
        OfferLife.RescindAll(context, agent.Offers, "agent removed");
        MaintenanceLife.Forget(context, agent);
        context.Allocator.RemoveAgent(agent.Id);
    }

    private static void EndTasks(
        MasterContext context,
        AgentRecord agent,
        Func<FrameworkRecord?, End> end,
        string message,
        DateTimeOffset? unreachableSince = null)
    {
        foreach (var task in agent.Tasks.Snapshot())
        {
            var framework = context.State.Frameworks.Find(task.Framework);
            var status = StatusOf(context, task, end(framework), message);
            if (unreachableSince is { } time)
            {
                status.UnreachableTime = new TimeInfo { Nanoseconds = StatusFactory.ToNanoseconds(time) };
            }

            var hasEnded = task.State.IsTerminal();
            TaskLife.Update(context, task, status);
            TaskLife.Remove(context, task, unreachable: unreachableSince is not null && !hasEnded);
            if (framework is not null)
            {
                context.Send(framework, SchedulerEvents.Update(status));
            }
        }
    }

    private static void EndUnreachableTasks(MasterContext context, AgentId id)
    {
        if (!context.State.UnreachableTasks.Remove(id, out var tasks))
        {
            return;
        }

        foreach (var (frameworkId, taskId) in tasks)
        {
            if (context.State.Frameworks.Find(frameworkId) is not { } framework ||
                framework.UnreachableTasks.Find(taskId) is not { } task || task.Agent != id)
            {
                continue;
            }

            var status = StatusOf(context, task, GoneEnd(framework), Gone);
            if (!task.State.IsTerminal())
            {
                context.Counters.CountTask(status);
            }

            TaskLife.Apply(context, task, status, status.State);
            framework.UnreachableTasks.Remove(taskId);
            framework.CompletedTasks.Add(task);
            context.Send(framework, SchedulerEvents.Update(status));
        }
    }

    private static TaskStatus StatusOf(MasterContext context, TaskRecord task, End end, string message)
    {
        var status = StatusFactory.Make(task.Id, task.Agent, end.State, message, end.Reason, context.Now);
        if (task.Executor is { } executor)
        {
            status.ExecutorId = new ExecutorID { Value = executor.Value };
        }

        return status;
    }

    private static End GoneEnd(FrameworkRecord? framework) => framework is { IsPartitionAware: true }
        ? new End(TaskState.TaskGoneByOperator, Reason.AgentRemovedByOperator)
        : new End(TaskState.TaskLost, Reason.AgentRemoved);

    private static void Forget(MasterContext context, AgentRecord agent)
    {
        foreach (var executor in agent.Executors.Snapshot())
        {
            ExecutorLife.Remove(context, agent, executor);
        }

        context.State.Agents.Remove(agent.Id);
        AgentLife.TellLost(context, agent.Id);
        Announcements.AgentRemoved(context, agent.Id);
    }

    private readonly record struct End(TaskState State, Reason Reason);
}
