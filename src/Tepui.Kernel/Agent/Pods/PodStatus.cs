using Mesos.V1;
using Tepui.Kernel.Agent.Containers;
using Tepui.Kernel.Agent.Executors;
using Tepui.Kernel.Agent.Tasks;

namespace Tepui.Kernel.Agent.Pods;

/// <summary>What a default executor says of its tasks (src/launcher/default_executor.cpp, waited).</summary>
internal static class PodStatus
{
    public static TaskStatus Starting(AgentState agent, AgentTask task) =>
        agent.Statuses.FromExecutor(task, agent.KnownId, TaskState.TaskStarting, null, agent.Now);

    /// <summary>The task's container could not be had.</summary>
    public static TaskStatus LaunchFailed(AgentState agent, AgentTask task, string reason) => task.Kill is null
        ? Terminal(agent, task, TaskState.TaskFailed, reason)
        : Terminal(agent, task, TaskState.TaskKilled, null);

    /// <summary>What the agent knows of a container's end goes before what its status says.</summary>
    public static TaskStatus Ended(AgentState agent, AgentTask task, ContainerTermination termination)
    {
        string message = termination.WaitStatus is { } status
            ? "Command " + new WaitStatus(status)
            : "Command terminated with unknown status";
        TaskState state = task.Kill is { } kill
                ? kill.Cause == KillCause.MaxCompletionTime ? TaskState.TaskFailed : TaskState.TaskKilled
            : termination.WaitStatus is { } exit && new WaitStatus(exit).Succeeded ? TaskState.TaskFinished
            : TaskState.TaskFailed;
        TaskStatus ended = Terminal(
            agent,
            task,
            task.Kill is null ? termination.State ?? state : state,
            termination.Message is { } more ? message + ": " + more : message);
        switch (task.Kill?.Cause)
        {
            case null when termination.Reason is { } reason:
                ended.Reason = reason;
                break;
            case KillCause.HealthCheck:
                ended.Healthy = false;
                break;
            case KillCause.MaxCompletionTime:
                ended.Reason = TaskStatus.Types.Reason.MaxCompletionTimeReached;
                break;
        }

        if (termination.Limited.Count > 0)
        {
            ended.Limitation = new TaskResourceLimitation { Resources = { termination.Limited } };
        }

        return ended;
    }

    /// <summary>By the time it is told the container is gone, with its process and its addresses.</summary>
    private static TaskStatus Terminal(AgentState agent, AgentTask task, TaskState state, string? message)
    {
        TaskStatus status = agent.Statuses.FromExecutor(task, agent.KnownId, state, message, agent.Now);
        status.ContainerStatus = new ContainerStatus { ContainerId = ContainerIds.ToMessage(task.Container) };
        return status;
    }
}
