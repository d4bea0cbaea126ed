using System;
using System.Collections.Generic;
using System.Linq;
using Mesos.V1;
using Tepui.Internal.V1;
using Tepui.Kernel.Agent.Calls;
using Tepui.Kernel.Agent.Containers;
using Tepui.Kernel.Agent.Executors;
using Tepui.Kernel.Agent.Tasks;
using Tepui.Kernel.Tasks;

namespace Tepui.Kernel.Agent.Recovery;

/// <summary>Rebuilds an agent's state from its log. What a record speaks of and nobody knows is passed over: its task is over.</summary>
internal static class CheckpointReader
{
    private const int NanosecondsPerTick = 100;

    /// <summary>Applies all records; returns the boot they were written in.</summary>
    public static string? Read(AgentState agent, IReadOnlyList<AgentCheckpoint> records)
    {
        string? bootId = null;
        agent.Operations.Recover(ResourceRecords.Last(records));
        foreach (AgentCheckpoint record in records)
        {
            switch (record.RecordCase)
            {
                case AgentCheckpoint.RecordOneofCase.Boot:
                    bootId = record.Boot.BootId;
                    break;
                case AgentCheckpoint.RecordOneofCase.Identity:
                    Identity(agent, record.Identity);
                    break;
                case AgentCheckpoint.RecordOneofCase.Framework:
                    Framework(agent, record.Framework);
                    break;
                case AgentCheckpoint.RecordOneofCase.FrameworkShutDown:
                    ShutDown(agent, new FrameworkId(record.FrameworkShutDown.Value));
                    break;
                case AgentCheckpoint.RecordOneofCase.TaskAccepted:
                    Accepted(agent, record.TaskAccepted);
                    break;
                case AgentCheckpoint.RecordOneofCase.KillRequested:
                    Kill(agent, record.KillRequested);
                    break;
                case AgentCheckpoint.RecordOneofCase.StatusMade:
                    Made(agent, record.StatusMade);
                    break;
                case AgentCheckpoint.RecordOneofCase.ExecutorAccepted:
                    ExecutorRecords.Accepted(agent, record.ExecutorAccepted);
                    break;
                case AgentCheckpoint.RecordOneofCase.ExecutorStarted:
                    ExecutorRecords.Started(agent, record.ExecutorStarted);
                    break;
                case AgentCheckpoint.RecordOneofCase.ExecutorShutDown:
                    ExecutorRecords.ShutDown(agent, record.ExecutorShutDown);
                    break;
                case AgentCheckpoint.RecordOneofCase.ExecutorTerminated:
                    ExecutorRecords.Terminated(agent, new ContainerId(record.ExecutorTerminated.ContainerId));
                    break;
                case AgentCheckpoint.RecordOneofCase.TaskDelivered:
                    ExecutorRecords.Delivered(Find(agent, record.TaskDelivered.FrameworkId, record.TaskDelivered.TaskId));
                    break;
                case AgentCheckpoint.RecordOneofCase.UpdatesSeen:
                    ExecutorRecords.Seen(Find(agent, record.UpdatesSeen.FrameworkId, record.UpdatesSeen.TaskId), record.UpdatesSeen);
                    break;
                case AgentCheckpoint.RecordOneofCase.OperationAccepted:
                    ResourceRecords.Accepted(agent, record.OperationAccepted);
                    break;
                case AgentCheckpoint.RecordOneofCase.OperationUpdated:
                    ResourceRecords.Updated(agent, record.OperationUpdated);
                    break;
                case AgentCheckpoint.RecordOneofCase.OperationAcknowledged:
                    ResourceRecords.Acknowledged(agent, record.OperationAcknowledged);
                    break;
                case AgentCheckpoint.RecordOneofCase.Drain:
                    agent.Drain = DrainCall.Of(record.Drain);
                    break;
                case AgentCheckpoint.RecordOneofCase.ContainerAccepted:
                    ContainerRecords.ReadAccepted(agent, record.ContainerAccepted);
                    break;
                case AgentCheckpoint.RecordOneofCase.ContainerStarted:
                    ContainerRecords.ReadStarted(agent, record.ContainerStarted);
                    break;
                case AgentCheckpoint.RecordOneofCase.ContainerEnded:
                    ContainerRecords.ReadEnded(agent, record.ContainerEnded);
                    break;
                case AgentCheckpoint.RecordOneofCase.ContainerRemoved:
                    ContainerRecords.ReadRemoved(agent, record.ContainerRemoved);
                    break;
                case AgentCheckpoint.RecordOneofCase.TaskChecked:
                    CheckRecords.Read(Find(agent, record.TaskChecked.FrameworkId, record.TaskChecked.TaskId), record.TaskChecked);
                    break;
                case AgentCheckpoint.RecordOneofCase.StatusAcknowledged:
                    Acknowledged(agent, record.StatusAcknowledged);
                    break;
            }
        }

        return bootId;
    }

    private static void Identity(AgentState agent, AgentCheckpoint.Types.Identity identity)
    {
        agent.Id = identity.AgentId is { } id ? new AgentId(id.Value) : null;
        if (agent.Id is null)
        {
            agent.Drain = null;
            agent.Operations.Forget();
            agent.ForgetFrameworks();
        }
    }

    private static void Framework(AgentState agent, FrameworkInfo info)
    {
        AgentFramework framework = agent.Admit(new FrameworkId(info.Id.Value), info);
        framework.Info = info;
        framework.ShuttingDown = false;
    }

    private static void ShutDown(AgentState agent, FrameworkId id)
    {
        if (agent.Find(id) is { } framework)
        {
            framework.ShuttingDown = true;
            foreach (AgentTask task in framework.Tasks.ToList())
            {
                agent.Complete(task);
            }

            foreach (AgentExecutor executor in framework.Executors.ToList())
            {
                ExecutorRecords.Terminated(agent, executor.Container);
            }
        }
    }

    private static void Accepted(AgentState agent, AgentCheckpoint.Types.TaskAccepted accepted)
    {
        AgentFramework framework = Admit(agent, accepted.FrameworkId);
        var id = new TaskId(accepted.Task.TaskId.Value);
        var container = new ContainerId(accepted.ContainerId);
        AgentExecutor? executor = agent.FindExecutor(ContainerIds.RootOf(container));
        if (framework.Find(id) is null && executor is not null == accepted.Task.Executor is not null)
        {
            TaskGroup? group = accepted.HasGroup ? executor?.Group(accepted.Group) : null;
            var task = new AgentTask(framework, id, accepted.Task, container, executor) { Group = group };
            if (group is not null)
            {
                group.Size = accepted.GroupSize;
                group.Tasks.Add(task);
            }

            agent.Add(task);
        }
    }

    private static void Kill(AgentState agent, AgentCheckpoint.Types.KillRequested kill)
    {
        if (Find(agent, kill.FrameworkId, kill.TaskId) is { } task)
        {
            task.Kill = KillInProgress(kill.RequestedUnixNanoseconds, kill.GracePeriodNanoseconds) with { Cause = (KillCause)kill.Cause };
        }
    }

    public static KillInProgress KillInProgress(long requestedUnixNanoseconds, long gracePeriodNanoseconds) => new(
        DateTimeOffset.UnixEpoch.AddTicks(requestedUnixNanoseconds / NanosecondsPerTick),
        TimeSpan.FromTicks(gracePeriodNanoseconds / NanosecondsPerTick));

    private static void Made(AgentState agent, AgentCheckpoint.Types.StatusMade made)
    {
        AgentFramework framework = Admit(agent, made.FrameworkId);
        var id = new TaskId(made.Status.TaskId.Value);
        AgentTask? task = framework.Find(id);
        if (task is null)
        {
            task = new AgentTask(framework, id, info: null, default) { Phase = TaskPhase.Ended };
            agent.Add(task);
        }

        task.Came(made.Status);
        task.Updates.Add(made.Status);
        CheckRecords.Made(task, made.Status);
        if (task.Executor is { } executor && made.Status.Source == TaskStatus.Types.Source.Executor)
        {
            executor.EverSentTask = true;
            if (!executor.IsDefault)
            {
                task.Updates.Remember(made.Status.Uuid);
            }
        }

        task.Pid = (int)(made.Status.ContainerStatus?.ExecutorPid ?? (uint)task.Pid);
        task.Phase = TaskStates.IsTerminal(made.Status.State) ? TaskPhase.Ended
            : task.IsInPod && made.Status.State == TaskState.TaskStarting ? TaskPhase.Launching
            : TaskPhase.Running;
    }

    private static void Acknowledged(AgentState agent, AgentCheckpoint.Types.StatusAcknowledged acknowledged)
    {
        AgentTask? task = Find(agent, acknowledged.FrameworkId, acknowledged.TaskId);
        if (task is null)
        {
            return;
        }

        task.Updates.Acknowledge(acknowledged.Uuid);
        if (task.Updates.Finished)
        {
            agent.Complete(task);
        }
    }

    private static AgentTask? Find(AgentState agent, FrameworkID framework, TaskID task) =>
        agent.Find(new FrameworkId(framework.Value))?.Find(new TaskId(task.Value));

    private static AgentFramework Admit(AgentState agent, FrameworkID id) =>
        agent.Admit(new FrameworkId(id.Value), ReconcileCall.Unknown(id));
}
