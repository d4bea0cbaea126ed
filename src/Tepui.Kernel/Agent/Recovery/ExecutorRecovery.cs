using System.Collections.Generic;
using System.Linq;
using Mesos.V1;
using Tepui.Kernel.Agent.Calls;
using Tepui.Kernel.Agent.Executors;
using Tepui.Kernel.Agent.Pods;
using Tepui.Kernel.Agent.Tasks;

namespace Tepui.Kernel.Agent.Recovery;

/// <summary>
/// Executors after a restart of the agent (docs/agent-recovery.md): whose container runs may subscribe again, and is waited for
/// only shortly; whose container is gone has terminated.
/// </summary>
internal static class ExecutorRecovery
{
    public static void Apply(AgentState agent, IReadOnlyDictionary<ContainerId, FoundContainer> found, bool rebooted)
    {
        foreach (AgentExecutor executor in agent.Executors.ToList())
        {
            DropTornGroups(agent, executor);
            if (found.GetValueOrDefault(executor.Container) is not { } container)
            {
                Lose(agent, executor, rebooted);
            }
            else if (executor.IsDefault)
            {
                PodRecovery.Resume(agent, executor, container, found);
            }
            else
            {
                Resume(agent, executor, container);
            }
        }

        if (agent.Executors.Any(executor => executor.Recovered))
        {
            agent.Emit(new StartTimer(new AgentTimer.ExecutorReregistration(), agent.Config.ExecutorReregistrationTimeout));
        }
    }

    /// <summary>A group that was written down in part only has not been begun, and cannot be.</summary>
    private static void DropTornGroups(AgentState agent, AgentExecutor executor)
    {
        foreach (AgentTask task in executor.Tasks.ToList())
        {
            if (task is { IsQueued: true, Group: { } group } && group.Tasks.Count < group.Size)
            {
                ContainerEvents.End(agent, task, agent.Statuses.FromAgent(
                    task,
                    agent.KnownId,
                    executor.Framework.Missing(TaskState.TaskDropped),
                    TaskStatus.Types.Reason.AgentRestarted,
                    "The agent was restarted before the task group was launched",
                    agent.Now));
            }
        }
    }

    private static void Resume(AgentState agent, AgentExecutor executor, FoundContainer container)
    {
        executor.Started = true;
        executor.Pid = container.Pid;
        if (container.Exit is { } exit)
        {
            ExecutorContainerEvents.Exited(agent, executor, exit);
        }
        else if (executor.Phase == ExecutorPhase.Terminating)
        {
            ExecutorEnd.Escalate(agent, executor);
        }
        else
        {
            executor.Recovered = true;
            executor.OwesUpdate = true;
        }
    }

    private static void Lose(AgentState agent, AgentExecutor executor, bool rebooted)
    {
        if (rebooted)
        {
            executor.Termination = new Termination(
                executor.Framework.Missing(TaskState.TaskGone),
                TaskStatus.Types.Reason.AgentRestarted,
                "The host of the agent was rebooted; the executor did not outlive it");
        }
        else
        {
            // It may yet come to life from a request that the last process left behind: then it must not.
            agent.Emit(new DestroyContainer(executor.Container));
            executor.TerminationOfQueued = new Termination(
                executor.Framework.Missing(TaskState.TaskDropped),
                TaskStatus.Types.Reason.AgentRestarted,
                "The agent was restarted before the executor was there");
        }

        ExecutorEnd.Terminated(agent, executor, new ContainerExited(executor.Container, WaitStatus: null));
    }
}
