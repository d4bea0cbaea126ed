using Mesos.V1;
using Tepui.Kernel.Agent.Executors;
using Tepui.Kernel.Agent.Tasks;

namespace Tepui.Kernel.Agent.Calls;

/// <summary>What becomes of containers.</summary>
internal static class ContainerEvents
{
    public static void Started(AgentState agent, ContainerStarted input)
    {
        AgentTask? task = agent.Find(input.Container);
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

        Run(agent, task, input.Pid);
        if (task.EarlyExit is { } exit)
        {
            Exited(agent, exit);
        }
    }

    /// <summary>The task's command runs from now on; one that was killed before it did is destroyed.</summary>
    public static void Run(AgentState agent, AgentTask task, int pid)
    {
        task.Phase = TaskPhase.Running;
        task.Pid = pid;
        if (task.Kill is not null)
        {
            task.Destroyed = true;
            agent.Emit(new DestroyContainer(task.Container));
            return;
        }

        agent.Updates.Make(task, agent.Statuses.FromExecutor(task, agent.KnownId, TaskState.TaskStarting, null, agent.Now));
        agent.Updates.Make(task, agent.Statuses.FromExecutor(task, agent.KnownId, TaskState.TaskRunning, null, agent.Now));
    }

    public static void Failed(AgentState agent, ContainerFailed input)
    {
        AgentTask? task = agent.Find(input.Container);
        if (task is null || task.Phase != TaskPhase.Launching)
        {
            return;
        }

        agent.Counters.LaunchFailures++;
        agent.Tell(new AgentNotice.LaunchFailed(task.Framework.Id, task.Id, input.Reason));
        End(agent, task, task.Kill is null
            ? agent.Statuses.FromAgent(
                task, agent.KnownId, TaskState.TaskFailed, TaskStatus.Types.Reason.ContainerLaunchFailed, input.Reason, agent.Now)
            : KilledDuringLaunch(agent, task));
    }

    public static void Exited(AgentState agent, ContainerExited input)
    {
        AgentTask? task = agent.Find(input.Container);
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

            End(agent, task, task.Statuses.Count == 0 && task.Kill is not null
                ? KilledDuringLaunch(agent, task)
                : agent.Statuses.FromExecutor(
                    task, agent.KnownId, StateAfter(task, input.WaitStatus), MessageAfter(input.WaitStatus), agent.Now));
        }

        agent.Emit(new ForgetContainer(input.Container));
    }

    /// <summary>The task has come to its end; when nobody waits for its updates it is over at once.</summary>
    public static void End(AgentState agent, AgentTask task, TaskStatus status)
    {
        task.Phase = TaskPhase.Ended;
        agent.Updates.Make(task, status);
        if (task.Framework.ShuttingDown)
        {
            agent.Complete(task);
            ShutdownCalls.StopWhenIdle(agent);
        }
    }

    private static TaskStatus KilledDuringLaunch(AgentState agent, AgentTask task) => agent.Statuses.FromAgent(
        task,
        agent.KnownId,
        TaskState.TaskKilled,
        TaskStatus.Types.Reason.TaskKilledDuringLaunch,
        "Killed before delivery to the executor",
        agent.Now);

    private static TaskState StateAfter(AgentTask task, int? waitStatus)
    {
        if (task.Kill is not null)
        {
            return TaskState.TaskKilled;
        }

        return waitStatus is { } status && new WaitStatus(status).Succeeded ? TaskState.TaskFinished : TaskState.TaskFailed;
    }

    private static string MessageAfter(int? waitStatus) => waitStatus is { } status
        ? "Command " + new WaitStatus(status)
        : "Failed to get exit status for Command: exit status unknown, because the process that watched it is gone";
}
