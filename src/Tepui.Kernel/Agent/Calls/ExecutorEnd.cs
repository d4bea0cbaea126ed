using System;
using System.Collections.Generic;
using System.Linq;
using Mesos.V1;
using Tepui.Internal.V1;
using Tepui.Kernel.Agent.Containers;
using Tepui.Kernel.Agent.Executors;
using Tepui.Kernel.Agent.Pods;
using Tepui.Kernel.Agent.Recovery;
using Tepui.Kernel.Agent.Tasks;
using Tepui.Kernel.Agent.Volumes;
using Tepui.Kernel.Resources;
using Event = Mesos.V1.Executor.Event;

namespace Tepui.Kernel.Agent.Calls;

/// <summary>Executors end: they are told to, they take too long, or their container is gone.</summary>
internal static class ExecutorEnd
{
    /// <summary>What Mesos tells for a wait status that nobody knows.</summary>
    private const int UnknownStatus = -1;

    /// <summary>Asks an executor to end, and destroys it when it has not after its grace period.</summary>
    public static void ShutDown(AgentState agent, AgentExecutor executor, string reason)
    {
        if (executor.Phase is ExecutorPhase.Terminating or ExecutorPhase.Terminated)
        {
            return;
        }

        agent.Tell(new AgentNotice.ExecutorShutDown(executor.Framework.Id, executor.Id, reason));
        executor.Phase = ExecutorPhase.Terminating;
        executor.Shutdown = new KillInProgress(
            agent.Now, AgentExecutor.GracePeriod(executor.Info, agent.Config.ExecutorShutdownGracePeriod));
        agent.Append(CheckpointWriter.ShutdownRecord(executor, executor.Shutdown));
        agent.Emit(new CancelTimer(new AgentTimer.ExecutorRegistration(executor.Container)));
        if (executor is { IsDefault: true, Started: true })
        {
            PodLife.ShutDown(agent, executor);
        }
        else if (executor.Connection is { } connection)
        {
            agent.Emit(new SendToExecutor(connection, new Event { Type = Event.Types.Type.Shutdown }));
        }
        else if (!executor.Started)
        {
            // Nobody is there yet who could hear of it.
            Destroy(agent, executor);
            return;
        }

        Escalate(agent, executor);
    }

    /// <summary>Destroys an executor whose time is over, or arms the timer for that.</summary>
    public static void Escalate(AgentState agent, AgentExecutor executor)
    {
        if (executor is not { Phase: ExecutorPhase.Terminating, Destroyed: false, Shutdown: { } shutdown })
        {
            return;
        }

        TimeSpan remaining = shutdown.Deadline - agent.Now;
        if (remaining <= TimeSpan.Zero)
        {
            Destroy(agent, executor);
        }
        else
        {
            agent.Emit(new StartTimer(new AgentTimer.ExecutorShutdown(executor.Container), remaining));
        }
    }

    public static void RegistrationTimedOut(AgentState agent, ContainerId container)
    {
        if (agent.FindExecutor(container) is { Phase: ExecutorPhase.Registering } executor)
        {
            GiveUp(agent, executor, new Termination(
                TaskState.TaskFailed,
                TaskStatus.Types.Reason.ExecutorRegistrationTimeout,
                $"Executor did not register within {DurationText.Of(agent.Config.ExecutorRegistrationTimeout)}"));
        }
    }

    /// <summary>What was here before the agent's process and has not come back is taken to hang.</summary>
    public static void ReregistrationTimedOut(AgentState agent)
    {
        foreach (AgentExecutor executor in agent.Executors.Where(executor => executor.Recovered).ToList())
        {
            GiveUp(agent, executor, new Termination(
                executor.Framework.Missing(TaskState.TaskGone),
                TaskStatus.Types.Reason.ExecutorReregistrationTimeout,
                $"Executor did not reregister within {DurationText.Of(agent.Config.ExecutorReregistrationTimeout)}"));
        }
    }

    /// <summary>Its container could not be had.</summary>
    public static void LaunchFailed(AgentState agent, AgentExecutor executor, string reason)
    {
        agent.Counters.LaunchFailures++;
        executor.Termination ??= new Termination(
            TaskState.TaskFailed, TaskStatus.Types.Reason.ContainerLaunchFailed, "Failed to launch container: " + reason);
        Terminated(agent, executor, new ContainerExited(executor.Container, null));
    }

    /// <summary>Its container is gone: its tasks have ended as well.</summary>
    public static void Terminated(AgentState agent, AgentExecutor executor, ContainerExited exit)
    {
        Termination termination = executor.Termination ?? TerminationOf(executor, exit);
        agent.Tell(new AgentNotice.ExecutorTerminated(
            executor.Framework.Id, executor.Id, executor.Finished ? "all its tasks have ended" : termination.Message));
        executor.Phase = ExecutorPhase.Terminated;
        agent.Counters.ExecutorsTerminated++;
        Silence(agent, executor);
        List<AgentTask> tasks = [.. executor.Tasks];
        foreach (AgentTask task in tasks)
        {
            if (task.Phase != TaskPhase.Ended)
            {
                if (task is { IsInPod: true, IsQueued: false })
                {
                    agent.Emit(new DestroyContainer(task.Container));
                }

                Termination told = task.IsQueued ? executor.TerminationOfQueued ?? termination : termination;
                TaskStatus status = agent.Statuses.FromAgent(
                    task,
                    agent.KnownId,
                    task is { IsInPod: true, Kill: not null } ? TaskState.TaskKilled : told.State,
                    told.Reason,
                    told.Message,
                    agent.Now);
                status.Limitation = told.Limitation;
                ContainerEvents.End(agent, task, status);
            }
            else if (executor.Framework.ShuttingDown)
            {
                agent.Complete(task);
            }
        }

        ContainerLife.OwnerEnded(
            agent, executor.Container, ContainerLife.Termination(exit, executor.Info.Resources), kept: false);
        agent.Append(new AgentCheckpoint
        {
            ExecutorTerminated = new AgentCheckpoint.Types.ExecutorTerminated { ContainerId = executor.Container.Value },
        });
        if (agent.Config.CleansSandboxes)
        {
            agent.Emit(new CleanSandbox(VolumeMounts.SandboxOf(agent, executor).Directory));
        }

        agent.End(executor);
        TellMaster(agent, executor.Framework.Id, executor.Id, executor.Finished ? 0 : exit.WaitStatus);
        ShutdownCalls.StopWhenIdle(agent);
    }

    /// <summary>The master holds resources for an executor until it hears of its end.</summary>
    public static void TellMaster(AgentState agent, FrameworkId framework, ExecutorId executor, int? waitStatus)
    {
        if (agent.Link.IsRegistered)
        {
            agent.Link.Send(new AgentLinkFrame
            {
                ExecutorExited = new ExecutorExited
                {
                    FrameworkId = new FrameworkID { Value = framework.Value },
                    ExecutorId = new ExecutorID { Value = executor.Value },
                    WaitStatus = waitStatus ?? UnknownStatus,
                },
            });
        }
    }

    private static void GiveUp(AgentState agent, AgentExecutor executor, Termination termination)
    {
        agent.Tell(new AgentNotice.ExecutorShutDown(executor.Framework.Id, executor.Id, termination.Message));
        executor.Termination = termination;
        executor.Phase = ExecutorPhase.Terminating;
        executor.Recovered = false;
        Destroy(agent, executor);
    }

    private static void Destroy(AgentState agent, AgentExecutor executor)
    {
        executor.Destroyed = true;
        agent.Emit(new DestroyContainer(executor.Container));
    }

    private static void Silence(AgentState agent, AgentExecutor executor)
    {
        agent.Emit(new CancelTimer(new AgentTimer.ExecutorRegistration(executor.Container)));
        agent.Emit(new CancelTimer(new AgentTimer.ExecutorShutdown(executor.Container)));
        if (executor.Connection is { } connection)
        {
            executor.Connection = null;
            agent.Emit(new CancelTimer(new AgentTimer.ExecutorHeartbeat(executor.Container)));
            agent.Emit(new CloseExecutor(connection));
        }
    }

    private static Termination TerminationOf(AgentExecutor executor, ContainerExited exit)
    {
        if (exit.Limitation is { } limitation)
        {
            return new Termination(TaskState.TaskFailed, limitation.Reason, limitation.Message)
            {
                Limitation = limitation.Resources.Count == 0 ? null : new TaskResourceLimitation { Resources = { limitation.Resources } },
            };
        }

        if (exit.OutOfMemory)
        {
            return new Termination(
                TaskState.TaskFailed,
                TaskStatus.Types.Reason.ContainerLimitationMemory,
                ContainerEvents.OutOfMemory(ResourceSet.From(executor.Info.Resources)));
        }

        string message = exit.WaitStatus is { } status
            ? "Executor terminated: it " + new WaitStatus(status)
            : "Executor terminated with unknown status";
        return new Termination(
            TaskState.TaskFailed,
            TaskStatus.Types.Reason.ExecutorTerminated,
            exit.Message is { } more ? message + ": " + more : message);
    }
}
