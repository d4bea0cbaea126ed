using System;
using System.Collections.Generic;
using System.Linq;
using Mesos.V1;
using Mesos.V1.Scheduler;
using Tepui.Internal.V1;
using Tepui.Kernel.Constraints;
using Tepui.Kernel.Maintenance;
using Tepui.Kernel.Master.Executors;
using Tepui.Kernel.Master.Subscribers;
using Tepui.Kernel.Tasks;

namespace Tepui.Kernel.Master.Frameworks;

/// <summary>How a framework comes, loses its stream, comes back and goes.</summary>
internal static class FrameworkLife
{
    /// <summary>The record of a framework with an id, not subscribed yet.</summary>
    public static FrameworkRecord Add(MasterContext context, FrameworkId id, FrameworkInfo info)
    {
        var framework = new FrameworkRecord(
            id,
            info,
            context.Config.MaxCompletedTasksPerFramework,
            context.Config.MaxUnreachableTasksPerFramework)
        {
            RegisteredTime = context.Now,
        };
        context.State.Frameworks.Add(id, framework);
        context.Allocator.AddFramework(id, framework.Terms, active: false);
        return framework;
    }

    /// <summary>
    /// The record of a framework that this master learns of, from an agent or its own return, with what registered agents run
    /// of it. Operators hear of the framework before its tasks.
    /// </summary>
    public static FrameworkRecord Recover(MasterContext context, FrameworkId id, FrameworkInfo info)
    {
        var framework = Add(context, id, info);
        Announcements.FrameworkAdded(context, framework);
        foreach (var agent in context.State.Agents)
        {
            foreach (var task in agent.Tasks)
            {
                if (task.Framework == id && !framework.Tasks.Contains(task.Id))
                {
                    TaskLife.Add(context, framework, task);
                }
            }

            foreach (var executor in agent.Executors)
            {
                if (executor.Framework == id)
                {
                    framework.Add(executor);
                }
            }

            foreach (var operation in agent.Operations)
            {
                if (operation.Framework == id)
                {
                    framework.Add(operation);
                }
            }
        }

        return framework;
    }

    /// <summary>
    /// A framework of which only agents have told has its failover time-out from this master's election on: whether its scheduler
    /// was there until then nobody knows any more. Without a time-out it has as long as agents have, for it was the master that went.
    /// </summary>
    public static void AwaitReturn(MasterContext context, FrameworkRecord framework)
    {
        var timeout = FrameworkValidation.FailoverTimeout(framework.Info);
        timeout = timeout > TimeSpan.Zero ? timeout : context.Config.AgentReregisterTimeout;
        framework.FailoverDeadline = (context.State.ElectedTime ?? context.Now) + timeout;
        var left = framework.FailoverDeadline - context.Now;
        context.StartTimer(new MasterTimer.FrameworkFailover(framework.Id), left > TimeSpan.Zero ? left : TimeSpan.Zero);
    }

    /// <summary>Opens the framework's stream: from now on it gets events and offers.</summary>
    public static void Connect(MasterContext context, FrameworkRecord framework, ConnectionId connection, string streamId)
    {
        if (framework.Link != FrameworkLink.Active)
        {
            context.CancelTimer(new MasterTimer.FrameworkFailover(framework.Id));
        }

        framework.Link = FrameworkLink.Active;
        framework.Connection = connection;
        framework.StreamId = streamId;
        context.State.SchedulerConnections[connection] = framework.Id;
        context.Allocator.ActivateFramework(framework.Id);
        context.State.Maintenance.LookAtAll();
        context.Send(framework, SchedulerEvents.Subscribed(framework.Id, context.Config));
        context.Send(framework, SchedulerEvents.Heartbeat);
        context.StartTimer(new MasterTimer.Heartbeat(framework.Id), context.Config.HeartbeatInterval);
    }

    /// <summary>The stream has ended: no offers until the framework is back, and it has its failover time-out for that.</summary>
    public static void Disconnect(MasterContext context, FrameworkRecord framework)
    {
        Deactivate(context, framework);
        framework.Link = FrameworkLink.Disconnected;
        var timeout = FrameworkValidation.FailoverTimeout(framework.Info);
        framework.FailoverDeadline = context.Now + timeout;
        context.Tell(new FrameworkDisconnected(framework.Id, framework.Info.Name, timeout));
        context.StartTimer(new MasterTimer.FrameworkFailover(framework.Id), timeout);
    }

    /// <summary>Ends a framework: its tasks and executors are shut down, and it is remembered as completed.</summary>
    public static void Remove(MasterContext context, FrameworkRecord framework, string reason)
    {
        if (framework.Connected)
        {
            Deactivate(context, framework);
            context.Add(new CloseConnection(framework.Connection));
        }
        else
        {
            context.CancelTimer(new MasterTimer.FrameworkFailover(framework.Id));
        }

        foreach (var agent in context.State.Agents)
        {
            context.Send(agent, new AgentLinkFrame { ShutdownFramework = new ShutdownFramework { FrameworkId = framework.Info.Id } });
        }

        KillTasks(context, framework);
        foreach (var executor in framework.Executors.Snapshot())
        {
            ExecutorLife.Remove(context, context.State.Agents.Find(executor.Agent)!, executor);
        }

        framework.Link = FrameworkLink.Disconnected;
        framework.UnregisteredTime = context.Now;
        context.State.Frameworks.Remove(framework.Id);
        context.Allocator.RemoveFramework(framework.Id);
        context.State.CompletedFrameworks.Add(framework.Id, framework);
        context.Tell(new FrameworkRemoved(framework.Id, framework.Info.Name, reason));
        Announcements.FrameworkRemoved(context, framework);
    }

    /// <summary>
    /// Replaces a framework's info, the roles it has suppressed and its offer constraints; offers for a role that it gives up
    /// are taken back, while tasks of that role run on.
    /// </summary>
    public static void Update(
        MasterContext context,
        FrameworkRecord framework,
        FrameworkInfo info,
        IReadOnlyCollection<string> suppressedRoles,
        OfferConstraints? constraints)
    {
        framework.Update(info, suppressedRoles);
        if (!Equals(framework.Constraints?.Message, constraints))
        {
            framework.Constraints = RoleConstraints.Of(constraints, context.Config.PatternLimits).Constraints;
        }

        context.Allocator.UpdateFramework(framework.Id, framework.Terms);
        foreach (var offer in framework.Offers.Snapshot())
        {
            if (!framework.Roles.Contains(offer.Role, StringComparer.Ordinal))
            {
                OfferLife.Rescind(context, offer, "its framework has given up the role");
            }
        }
    }

    /// <summary>Tells every agent and operator what a framework's info has become.</summary>
    public static void BroadcastInfo(MasterContext context, FrameworkRecord framework)
    {
        Announcements.FrameworkUpdated(context, framework);
        foreach (var agent in context.State.Agents)
        {
            context.Send(agent, new AgentLinkFrame { UpdateFramework = new UpdateFramework { Framework = framework.Info } });
        }
    }

    private static void Deactivate(MasterContext context, FrameworkRecord framework)
    {
        context.State.SchedulerConnections.Remove(framework.Connection);
        context.CancelTimer(new MasterTimer.Heartbeat(framework.Id));
        context.Allocator.DeactivateFramework(framework.Id);
        OfferLife.DiscardAll(context, framework.Offers.Snapshot());
        InverseOfferLife.DiscardAll(context, framework);
    }

    private static void KillTasks(MasterContext context, FrameworkRecord framework)
    {
        var message = $"Framework {framework.Id} removed";
        foreach (var task in framework.Tasks.Snapshot())
        {
            TaskLife.Update(context, task, Killed(context, task, message));
            TaskLife.Remove(context, task, unreachable: false);
        }

        foreach (var task in new List<TaskRecord>(framework.UnreachableTasks))
        {
            TaskLife.Apply(context, task, Killed(context, task, message), TaskState.TaskKilled);
            framework.UnreachableTasks.Remove(task.Id);
            framework.CompletedTasks.Add(task);
        }
    }

    private static TaskStatus Killed(MasterContext context, TaskRecord task, string message)
    {
        var status = StatusFactory.Make(
            task.Id, task.Agent, TaskState.TaskKilled, message, TaskStatus.Types.Reason.FrameworkRemoved, context.Now);
        status.ExecutorId = task.Executor is { } executor ? new ExecutorID { Value = executor.Value } : null;
        return status;
    }
}
