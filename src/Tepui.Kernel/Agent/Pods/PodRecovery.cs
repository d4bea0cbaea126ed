using System.Collections.Generic;
using System.Linq;
using Mesos.V1;
using Tepui.Kernel.Agent.Calls;
using Tepui.Kernel.Agent.Executors;
using Tepui.Kernel.Agent.Tasks;
using Tepui.Kernel.Tasks;

namespace Tepui.Kernel.Agent.Pods;

/// <summary>
/// Default executors after a restart of the agent. Their tasks go on; what a task has come to, and what follows from it for its group
/// and its executor, is taken up where it was left.
/// </summary>
internal static class PodRecovery
{
    private const string LostInLaunch = "The agent was restarted while the task was being launched";

    public static void Resume(
        AgentState agent, AgentExecutor executor, FoundContainer container, IReadOnlyDictionary<ContainerId, FoundContainer> found)
    {
        executor.Started = true;
        executor.Pid = container.Pid;
        if (container.Exit is { } exit)
        {
            ExecutorContainerEvents.Exited(agent, executor, exit);
            return;
        }

        if (executor.Phase == ExecutorPhase.Registering)
        {
            executor.Phase = ExecutorPhase.Running;
        }

        foreach (AgentTask task in executor.Tasks.Where(task => task.Phase != TaskPhase.Ended && !task.IsQueued).ToList())
        {
            Resume(agent, task, found.GetValueOrDefault(task.Container));
        }

        foreach (AgentTask task in executor.Tasks.Concat(executor.Completed).ToList())
        {
            if (executor.Phase == ExecutorPhase.Running && TaskStates.IsTerminal(task.State) && task.State != TaskState.TaskFinished)
            {
                PodLife.EndGroup(agent, task.Group);
            }
        }

        if (executor.Phase == ExecutorPhase.Running)
        {
            PodLife.Deliver(agent, executor);
            PodLife.FinishWhenEmpty(agent, executor);
        }
        else if (executor is { Phase: ExecutorPhase.Terminating, Destroyed: false })
        {
            PodLife.ShutDown(agent, executor);
            ExecutorEnd.Escalate(agent, executor);
        }
    }

    private static void Resume(AgentState agent, AgentTask task, FoundContainer? found)
    {
        if (found is not null)
        {
            Recovery.AgentRecovery.Resume(agent, task, found);
            return;
        }

        // It may yet come to life from a request that the last process left behind: then it must not.
        agent.Emit(new DestroyContainer(task.Container));
        if (task.Phase == TaskPhase.Launching)
        {
            ContainerEvents.End(agent, task, PodStatus.LaunchFailed(agent, task, LostInLaunch));
        }
        else
        {
            ContainerEvents.Exited(agent, new ContainerExited(task.Container, WaitStatus: null));
        }
    }
}
