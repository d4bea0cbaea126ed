using System;
using System.Collections.Generic;
using System.Linq;
using Google.Protobuf;
using Mesos.V1;
using Tepui.Kernel.Agent.Executors;
using Tepui.Kernel.Agent.Tasks;
using Call = Mesos.V1.Executor.Call;
using Event = Mesos.V1.Executor.Event;

namespace Tepui.Kernel.Agent.Calls;

/// <summary>An executor subscribes, for the first time or again (src/slave/slave.cpp, subscribe).</summary>
internal static class ExecutorSubscribeCall
{
    /// <summary>Between two HEARTBEAT events (Mesos: DEFAULT_EXECUTOR_HEARTBEAT_INTERVAL).</summary>
    public static readonly TimeSpan HeartbeatInterval = TimeSpan.FromMinutes(30);

    public static void Apply(AgentState agent, AgentExecutor executor, ExecutorSubscribes input)
    {
        if (agent.Stopping is not null
            || executor.Framework.ShuttingDown
            || executor.Phase is ExecutorPhase.Terminating or ExecutorPhase.Terminated)
        {
            agent.Emit(new SendToExecutor(input.Connection, new Event { Type = Event.Types.Type.Shutdown }));
            agent.Emit(new CloseExecutor(input.Connection));
            return;
        }

        if (executor.Connection is { } earlier)
        {
            agent.Emit(new CloseExecutor(earlier));
        }

        agent.Tell(new AgentNotice.ExecutorSubscribed(executor.Framework.Id, executor.Id, executor.Recovered || executor.Phase == ExecutorPhase.Running));
        agent.Emit(new CancelTimer(new AgentTimer.ExecutorRegistration(executor.Container)));
        executor.Phase = ExecutorPhase.Running;
        executor.Recovered = false;
        executor.Connection = input.Connection;
        agent.Emit(new StartTimer(new AgentTimer.ExecutorHeartbeat(executor.Container), HeartbeatInterval));

        List<(TaskID Task, ByteString Uuid)> taken = TakeUpdates(agent, executor, input.Call);
        DropUnknown(agent, executor, input.Call.Subscribe);
        if (!executor.EverSentTask && !executor.HasQueued())
        {
            // As Mesos does (MESOS-8411): executors that never got a task do not end by themselves.
            ExecutorEnd.ShutDown(agent, executor, "all its tasks were killed before they could be sent to it");
            return;
        }

        agent.Emit(new SendToExecutor(input.Connection, Subscribed(agent, executor)));
        foreach ((TaskID task, ByteString uuid) in taken)
        {
            agent.Emit(new SendToExecutor(input.Connection, ExecutorUpdateCall.Acknowledged(task, uuid)));
        }

        RunExecutorTaskCall.UpdateContainer(agent, executor);
        foreach (AgentTask task in executor.Tasks.ToList())
        {
            if (task.Phase == TaskPhase.Launching)
            {
                RunExecutorTaskCall.Deliver(agent, executor, task);
            }
            else if (task is { Phase: TaskPhase.Running, UnsentKill: { } kill })
            {
                task.UnsentKill = null;
                agent.Emit(new SendToExecutor(input.Connection, ExecutorKill.Message(task, kill.KillPolicy)));
            }
        }
    }

    public static void Heartbeat(AgentState agent, ContainerId container)
    {
        if (agent.FindExecutor(container) is { Connection: { } connection })
        {
            agent.Emit(new SendToExecutor(connection, new Event { Type = Event.Types.Type.Heartbeat }));
            agent.Emit(new StartTimer(new AgentTimer.ExecutorHeartbeat(container), HeartbeatInterval));
        }
    }

    /// <summary>What the last process may or may not have got. The acknowledgements follow SUBSCRIBED.</summary>
    private static List<(TaskID Task, ByteString Uuid)> TakeUpdates(AgentState agent, AgentExecutor executor, Call call)
    {
        var taken = new List<(TaskID, ByteString)>();
        foreach (Call.Types.Update update in call.Subscribe.UnacknowledgedUpdates)
        {
            TaskStatus status = update.Status;
            if (ExecutorCallRules.Fault(call, status) is { } fault)
            {
                ExecutorUpdateCall.Ignore(agent, executor, status, fault);
            }
            else if (ExecutorUpdateCall.TakeUnacknowledged(agent, executor, status))
            {
                taken.Add((status.TaskId, status.Uuid));
            }
        }

        return taken;
    }

    /// <summary>A task that was sent and that the executor does not know of never reached it.</summary>
    private static void DropUnknown(AgentState agent, AgentExecutor executor, Call.Types.Subscribe subscribe)
    {
        HashSet<string> known = [.. subscribe.UnacknowledgedTasks.Select(task => task.TaskId.Value)];
        List<AgentTask> unknown =
        [
            .. executor.Tasks.Where(task =>
                task is { Phase: TaskPhase.Running, State: TaskState.TaskStaging } && !known.Contains(task.Id.Value)),
        ];
        foreach (AgentTask task in unknown)
        {
            ContainerEvents.End(agent, task, agent.Statuses.FromAgent(
                task,
                agent.KnownId,
                executor.Framework.Missing(TaskState.TaskDropped),
                TaskStatus.Types.Reason.AgentRestarted,
                "Task launched during agent restart",
                agent.Now));
        }
    }

    private static Event Subscribed(AgentState agent, AgentExecutor executor)
    {
        AgentInfo info = agent.Config.Info.Clone();
        info.Id = new AgentID { Value = agent.KnownId.Value };
        return new Event
        {
            Type = Event.Types.Type.Subscribed,
            Subscribed = new Event.Types.Subscribed
            {
                ExecutorInfo = executor.Info,
                FrameworkInfo = executor.Framework.Info,
                AgentInfo = info,
                ContainerId = new ContainerID { Value = executor.Container.Value },
            },
        };
    }
}
