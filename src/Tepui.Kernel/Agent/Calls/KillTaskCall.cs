using System;
using Mesos.V1;
using Tepui.Internal.V1;
using Tepui.Kernel.Agent.Recovery;
using Tepui.Kernel.Agent.Tasks;

namespace Tepui.Kernel.Agent.Calls;

/// <summary>A task is to end: SIGTERM, and SIGKILL to all its processes when its grace period is over.</summary>
internal static class KillTaskCall
{
    private const int SigTerm = 15;
    private const int NanosecondsPerTick = 100;

    /// <summary>Of a task that says nothing else (Mesos's command and default executors; its Docker executor takes an executor's).</summary>
    public static readonly TimeSpan DefaultGracePeriod = TimeSpan.FromSeconds(3);

    public static void Apply(AgentState agent, KillTask call)
    {
        var frameworkId = new FrameworkId(call.FrameworkId.Value);
        var taskId = new TaskId(call.TaskId.Value);
        AgentFramework? framework = agent.Find(frameworkId);
        if (framework is null || framework.ShuttingDown)
        {
            string why = framework is null ? "no such framework has tasks here" : "its framework is being shut down";
            agent.Tell(new AgentNotice.KillIgnored(frameworkId, taskId, why));
            return;
        }

        AgentTask? task = framework.Find(taskId);
        if (task is null)
        {
            Missing(agent, framework, taskId);
        }
        else if (task.Phase == TaskPhase.Ended)
        {
            agent.Tell(new AgentNotice.KillIgnored(frameworkId, taskId, "it has ended"));
        }
        else if (task.Executor is { } executor)
        {
            ExecutorKill.Apply(agent, executor, task, call);
        }
        else
        {
            Kill(agent, task, call.KillPolicy is { } policy ? GracePeriod(agent, task, policy) : OwnGracePeriod(agent, task));
        }
    }

    /// <summary>
    /// Begins to kill a task, or hastens a kill that goes on: a further kill may take time from the task, never give it more,
    /// so that a repeated one changes nothing.
    /// </summary>
    public static void Kill(AgentState agent, AgentTask task, TimeSpan gracePeriod) =>
        Kill(agent, task, KillCause.Asked, gracePeriod);

    /// <summary>The same for a cause of the agent's own; the first cause is the one that is told.</summary>
    public static void Kill(AgentState agent, AgentTask task, KillCause cause, TimeSpan gracePeriod)
    {
        if (task.Kill is { } earlier)
        {
            if (earlier.Requested + gracePeriod < earlier.Deadline)
            {
                Begin(agent, task, earlier with { GracePeriod = gracePeriod });
                Escalate(agent, task);
            }

            return;
        }

        Begin(agent, task, new KillInProgress(agent.Now, gracePeriod) { Cause = cause });
        agent.Checks.Stop(task.Container);
        if (task.Phase == TaskPhase.Launching)
        {
            // It may be long in fetching or pulling; its end is told once nothing of it is left.
            agent.Emit(new DestroyContainer(task.Container));
            return;
        }

        if (cause != KillCause.MaxCompletionTime
            && task.Framework.Has(FrameworkInfo.Types.Capability.Types.Type.TaskKillingState))
        {
            agent.Updates.Make(task, agent.Statuses.FromExecutor(task, agent.KnownId, TaskState.TaskKilling, null, agent.Now));
        }

        Terminate(agent, task);
    }

    /// <summary>Asks the task to end, and arms what follows when it does not.</summary>
    public static void Terminate(AgentState agent, AgentTask task)
    {
        if (task.Kill!.Deadline > agent.Now)
        {
            agent.Emit(new SignalContainer(task.Container, SigTerm));
        }

        Escalate(agent, task);
    }

    /// <summary>Destroys the container of a task whose time is over, or arms the timer for that.</summary>
    public static void Escalate(AgentState agent, AgentTask task)
    {
        if (task.Phase != TaskPhase.Running || task.Destroyed || task.Kill is not { } kill)
        {
            return;
        }

        TimeSpan remaining = kill.Deadline - agent.Now;
        if (remaining <= TimeSpan.Zero)
        {
            task.Destroyed = true;
            agent.Emit(new DestroyContainer(task.Container));
        }
        else
        {
            agent.Emit(new StartTimer(new AgentTimer.KillEscalation(task.Container), remaining));
        }
    }

    /// <summary>What a task asks for itself.</summary>
    public static TimeSpan OwnGracePeriod(AgentState agent, AgentTask task) => GracePeriod(agent, task, task.Info?.KillPolicy);

    public static TimeSpan GracePeriod(AgentState agent, AgentTask task, KillPolicy? policy)
    {
        if (policy?.GracePeriod is not { } period)
        {
            return task.IsDocker ? agent.Config.ExecutorShutdownGracePeriod : DefaultGracePeriod;
        }

        // A hundred years are as good as for ever, and stay within what dates can hold.
        TimeSpan longest = TimeSpan.FromDays(36_500);
        TimeSpan grace = TimeSpan.FromTicks(Math.Max(0, period.Nanoseconds / NanosecondsPerTick));
        return grace < longest ? grace : longest;
    }

    private static void Begin(AgentState agent, AgentTask task, KillInProgress kill)
    {
        task.Kill = kill;
        agent.Append(CheckpointWriter.KillRecord(task, kill));
    }

    private static void Missing(AgentState agent, AgentFramework framework, TaskId taskId)
    {
        var task = new AgentTask(framework, taskId, info: null, default) { Phase = TaskPhase.Ended };
        agent.Add(task);
        TaskState state = framework.Missing(TaskState.TaskDropped);
        const string Message = "Cannot find executor";
        agent.Tell(new AgentNotice.TaskRefused(framework.Id, taskId, state, Message));
        agent.Updates.Make(task, agent.Statuses.FromAgent(
            task, agent.KnownId, state, TaskStatus.Types.Reason.ExecutorTerminated, Message, agent.Now));
    }
}
