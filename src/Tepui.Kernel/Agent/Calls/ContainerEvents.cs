using System.Collections.Generic;
using Mesos.V1;
using Tepui.Kernel.Agent.Containers;
using Tepui.Kernel.Agent.Executors;
using Tepui.Kernel.Agent.Pods;
using Tepui.Kernel.Agent.Tasks;
using Tepui.Kernel.Agent.Volumes;
using Tepui.Kernel.Resources;

namespace Tepui.Kernel.Agent.Calls;

/// <summary>What becomes of containers.</summary>
internal static class ContainerEvents
{
    private const string NobodyWatched = "exit status unknown, because the process that watched it is gone";

    public static void Started(AgentState agent, ContainerStarted input)
    {
        if (agent.FindExecutor(input.Container) is { IsLive: true } executor)
        {
            ExecutorContainerEvents.Started(agent, executor, input);
            return;
        }

        AgentTask? task = agent.Find(input.Container);
        if (task is null && agent.Containers.Find(input.Container) is { IsLive: true } container)
        {
            ContainerLife.Started(agent, container, input);
            return;
        }

        if (task is null || task.Phase == TaskPhase.Ended)
        {
            agent.Tell(new AgentNotice.OrphanFound(input.Container));
            agent.Emit(new DestroyContainer(input.Container));
            return;
        }

        if (task.Phase == TaskPhase.Running)
        {
            return;
        }

        Run(agent, task, input);
        if (task.EarlyExit is { } exit)
        {
            Exited(agent, exit);
        }
    }

    /// <summary>The task's command runs from now on; one that was killed before it did is destroyed.</summary>
    public static void Run(AgentState agent, AgentTask task, ContainerStarted input)
    {
        task.Phase = TaskPhase.Running;
        task.Pid = input.Pid;
        if (task.Kill is not null)
        {
            task.Destroyed = true;
            agent.Emit(new DestroyContainer(task.Container));
            return;
        }

        if (!task.IsInPod)
        {
            agent.Updates.Make(task, agent.Statuses.FromExecutor(task, agent.KnownId, TaskState.TaskStarting, null, agent.Now));
        }

        agent.Updates.Make(task, agent.Statuses.Running(task, agent.KnownId, input, agent.Now));
        ContainerLife.ParentStarted(agent, task.Container);
        agent.Checks.Begin(task, task.Container);
    }

    public static void Failed(AgentState agent, ContainerFailed input)
    {
        if (agent.FindExecutor(input.Container) is { } executor)
        {
            ExecutorContainerEvents.Failed(agent, executor, input.Reason);
            return;
        }

        AgentTask? task = agent.Find(input.Container);
        if (task is null && agent.Containers.Find(input.Container) is { } container)
        {
            ContainerLife.Failed(agent, container, input.Reason);
            return;
        }

        if (task is null || task.Phase != TaskPhase.Launching)
        {
            return;
        }

        if (task.IsInPod)
        {
            agent.Counters.LaunchFailures++;
            agent.Tell(new AgentNotice.LaunchFailed(task.Framework.Id, task.Id, input.Reason));
            End(agent, task, PodStatus.LaunchFailed(agent, task, input.Reason));
        }
        else if (task.Kill is null)
        {
            Refuse(agent, task, input.Reason);
        }
        else
        {
            End(agent, task, KilledDuringLaunch(agent, task));
        }
    }

    /// <summary>The task's container could not be had.</summary>
    public static void Refuse(AgentState agent, AgentTask task, string reason)
    {
        agent.Counters.LaunchFailures++;
        agent.Tell(new AgentNotice.LaunchFailed(task.Framework.Id, task.Id, reason));
        string message = "Failed to launch container: " + reason;
        End(agent, task, agent.Statuses.FromAgent(
            task, agent.KnownId, TaskState.TaskFailed, TaskStatus.Types.Reason.ContainerLaunchFailed, message, agent.Now));
    }

    /// <summary>The task cannot be handed to Docker as it is: Mesos's docker executor finds that out once it has begun.</summary>
    public static void RefuseRunOptions(AgentState agent, AgentTask task, IReadOnlyList<string> faults)
    {
        string message = "Failed to create docker run options: " + string.Join("; ", faults);
        agent.Counters.LaunchFailures++;
        agent.Tell(new AgentNotice.LaunchFailed(task.Framework.Id, task.Id, message));
        agent.Updates.Make(task, agent.Statuses.FromExecutor(task, agent.KnownId, TaskState.TaskStarting, null, agent.Now));
        End(agent, task, agent.Statuses.FromExecutor(task, agent.KnownId, TaskState.TaskFailed, message, agent.Now));
    }

    public static void Exited(AgentState agent, ContainerExited input)
    {
        if (agent.FindExecutor(input.Container) is { } executor)
        {
            ExecutorContainerEvents.Exited(agent, executor, input);
            return;
        }

        AgentTask? task = agent.Find(input.Container);
        if (task is null && agent.Containers.Find(input.Container) is { } container)
        {
            ContainerLife.Exited(agent, container, input);
            return;
        }

        if (task?.Phase == TaskPhase.Launching)
        {
            task.EarlyExit = input;
            return;
        }

        if (task?.Phase == TaskPhase.Running)
        {
            if (task.Kill is not null && !task.Destroyed)
            {
                agent.Emit(new CancelTimer(new AgentTimer.KillEscalation(task.Container)));
            }

            ContainerTermination termination = ContainerLife.Termination(input, (IReadOnlyList<Resource>?)task.Info?.Resources ?? []);
            TaskStatus status = task.IsInPod ? PodStatus.Ended(agent, task, termination)
                : task.Statuses.Count == 0 && task.Kill is not null ? KilledDuringLaunch(agent, task)
                : Ended(agent, task, input);
            End(agent, task, status, termination);
        }

        agent.Emit(new ForgetContainer(input.Container));
    }

    /// <summary>The task has come to its end; when nobody waits for its updates it is over at once.</summary>
    /// <param name="termination">How its container ended, where that is known.</param>
    public static void End(AgentState agent, AgentTask task, TaskStatus status, ContainerTermination? termination = null)
    {
        task.Phase = TaskPhase.Ended;
        if (task is { HasOwnContainer: true, Container.Value: not null })
        {
            termination ??= new ContainerTermination(null, Message: status.Message);
            ContainerLife.OwnerEnded(agent, task.Container, termination, kept: task.IsInPod);
        }

        agent.Checks.Stop(task.Container);
        agent.Counters.ExecutorsTerminated += task.Executor is null ? 1 : 0;
        VolumeMounts.Leave(agent, task);
        if (agent.Config.CleansSandboxes && task is { Executor: null, Container.Value: not null })
        {
            agent.Emit(new CleanSandbox(Sandbox.For(
                agent.Config.WorkDirectory, agent.KnownId, task.Framework.Id, new ExecutorId(task.Id.Value), task.Container).Directory));
        }

        agent.Updates.Make(task, status);
        if (task.Framework.ShuttingDown)
        {
            agent.Complete(task);
            ShutdownCalls.StopWhenIdle(agent);
        }

        if (task.Executor is not { } executor)
        {
            return;
        }

        executor.OwesUpdate = true;
        if (task.IsInPod)
        {
            PodLife.TaskEnded(agent, executor, task);
        }
        else
        {
            RunExecutorTaskCall.UpdateContainer(agent, executor);
        }
    }

    /// <summary>What is told of a task that was killed before it came to run.</summary>
    public static TaskStatus KilledDuringLaunch(AgentState agent, AgentTask task) => agent.Statuses.FromAgent(
        task,
        agent.KnownId,
        TaskState.TaskKilled,
        TaskStatus.Types.Reason.TaskKilledDuringLaunch,
        task.Group is { Tasks.Count: > 1 }
            ? "A task within the task group was killed before delivery to the executor"
            : "Killed before delivery to the executor",
        agent.Now);

    private static TaskStatus Ended(AgentState agent, AgentTask task, ContainerExited input)
    {
        if (input.Limitation is { } limitation && task.Kill is null)
        {
            TaskStatus limited = agent.Statuses.FromAgent(
                task, agent.KnownId, TaskState.TaskFailed, limitation.Reason, limitation.Message, agent.Now);
            if (limitation.Resources.Count > 0)
            {
                limited.Limitation = new TaskResourceLimitation { Resources = { limitation.Resources } };
            }

            return limited;
        }

        if (input.OutOfMemory && task.Kill is null)
        {
            return agent.Statuses.FromAgent(
                task,
                agent.KnownId,
                TaskState.TaskFailed,
                TaskStatus.Types.Reason.ContainerLimitationMemory,
                OutOfMemory(ResourceSet.From((IEnumerable<Resource>?)task.Info?.Resources ?? [])),
                agent.Now);
        }

        TaskStatus status = agent.Statuses.FromExecutor(
            task, agent.KnownId, StateAfter(task, input.WaitStatus), MessageAfter(task, input), agent.Now);
        switch (task.Kill?.Cause)
        {
            case KillCause.HealthCheck:
                status.Healthy = false;
                break;
            case KillCause.MaxCompletionTime:
                status.Reason = TaskStatus.Types.Reason.MaxCompletionTimeReached;
                break;
        }

        return status;
    }

    /// <summary>Why a container was killed that used all the memory it was given.</summary>
    public static string OutOfMemory(ResourceSet given) =>
        $"Memory limit exceeded: Requested: {FixedPoint.ToText(given.Scalar("mem"))}MB; the container used all of it and was killed: " +
        "give it more 'mem'";

    private static TaskState StateAfter(AgentTask task, int? waitStatus)
    {
        if (task.Kill is { } kill)
        {
            return kill.Cause == KillCause.MaxCompletionTime ? TaskState.TaskFailed : TaskState.TaskKilled;
        }

        return waitStatus is { } status && new WaitStatus(status).Succeeded ? TaskState.TaskFinished : TaskState.TaskFailed;
    }

    private static string MessageAfter(AgentTask task, ContainerExited input)
    {
        string message = (task.IsDocker, input.WaitStatus) switch
        {
            (false, { } status) => "Command " + new WaitStatus(status),
            (true, { } status) => "Container " + new WaitStatus(status),
            (false, null) => "Failed to get exit status for Command: " + (input.Message ?? NobodyWatched),
            (true, null) => "Failed to get exit status of container: " + (input.Message ?? NobodyWatched),
        };
        return input is { WaitStatus: not null, Message: { } more } ? message + ": " + more : message;
    }
}
