using System.Collections.Generic;
using System.Linq;
using Mesos.V1;
using Tepui.Kernel.Agent.Calls;
using Tepui.Kernel.Agent.Operations;
using Tepui.Kernel.Agent.Tasks;

namespace Tepui.Kernel.Agent.Recovery;

/// <summary>
/// Goes on where the agent's last process ended: a function of what that one wrote down and of the containers that are
/// there. What runs goes on running; what ended meanwhile is reported with its exit status; nothing is started again.
/// </summary>
internal static class AgentRecovery
{
    public static void Apply(AgentState agent, Recovered input)
    {
        string? bootId = CheckpointReader.Read(agent, input.Records);
        bool rebooted = bootId is not null && bootId != input.BootId;
        agent.BootId = input.BootId;

#if PLANTED_BUGS
        if (PlantedBugs.Has(PlantedBug.ForgottenRecovery) && agent.Tasks.LastOrDefault(task => task.Phase == TaskPhase.Running) is { } last)
        {
            agent.Complete(last);
        }
#endif
        Dictionary<ContainerId, FoundContainer> found = rebooted ? [] : input.Containers.ToDictionary(container => container.Container);
        List<AgentTask> tasks = [.. agent.Tasks];
        foreach (AgentTask task in tasks.Where(task => task.Phase != TaskPhase.Ended && task.Executor is null))
        {
            if (found.GetValueOrDefault(task.Container) is { } container)
            {
                Resume(agent, task, container);
            }
            else
            {
                Lose(agent, task, rebooted);
            }
        }

        ExecutorRecovery.Apply(agent, found, rebooted);
        ContainerRecovery.Apply(agent, found);
        int orphans = RemoveOrphans(agent, input.Containers);
        int running = agent.Tasks.Count(task => task.Phase == TaskPhase.Running);
        agent.Tell(new AgentNotice.RecoveryDone(tasks.Count, running, orphans, rebooted));
        foreach (AgentOperation operation in agent.Operations.All.Where(operation => operation.Status is null).ToList())
        {
            ApplyOperationCall.CarryOut(agent, operation);
        }

        agent.Garbage.Start();
        if (agent.Drain is { } drain)
        {
            DrainCall.KillAll(agent, drain.Config);
        }

        if (agent.Config.CleanUpOnly)
        {
            ShutdownCalls.Agent(agent, "cleaned up, as --recover=cleanup asks", failed: false);
        }
        else
        {
            agent.Link.Begin();
        }
    }

    public static void Resume(AgentState agent, AgentTask task, FoundContainer container)
    {
        if (task.Phase == TaskPhase.Launching)
        {
            ContainerEvents.Run(agent, task, new ContainerStarted(task.Container, container.Pid));
        }
        else
        {
            task.Pid = container.Pid;
            if (task.State == TaskState.TaskStarting)
            {
                agent.Updates.Make(
                    task, agent.Statuses.FromExecutor(task, agent.KnownId, TaskState.TaskRunning, null, agent.Now));
            }

            if (task.Kill is not null && !container.Exited)
            {
                KillTaskCall.Terminate(agent, task);
            }
            else if (!container.Exited)
            {
                agent.Checks.Resume(task, task.Container);
            }
        }

        if (container.Exit is { } exit)
        {
            ContainerEvents.Exited(agent, exit);
        }
    }

    private static void Lose(AgentState agent, AgentTask task, bool rebooted)
    {
        if (rebooted)
        {
            End(agent, task, task.Framework.Missing(TaskState.TaskGone), "The host of the agent was rebooted; the task did not outlive it");
            return;
        }

        // It may yet come to life from a request that the last process left behind: then it must not.
        agent.Emit(new DestroyContainer(task.Container));
        if (task.Phase == TaskPhase.Launching)
        {
            End(agent, task, task.Framework.Missing(TaskState.TaskDropped), "The agent was restarted before the task was launched");
            return;
        }

        ContainerEvents.Exited(agent, new ContainerExited(task.Container, WaitStatus: null));
    }

    private static void End(AgentState agent, AgentTask task, TaskState state, string message) => ContainerEvents.End(
        agent,
        task,
        agent.Statuses.FromAgent(task, agent.KnownId, state, TaskStatus.Types.Reason.AgentRestarted, message, agent.Now));

    private static int RemoveOrphans(AgentState agent, IReadOnlyList<FoundContainer> containers)
    {
        int orphans = 0;
        foreach (FoundContainer container in containers)
        {
            if (agent.Find(container.Container) is { Phase: TaskPhase.Running }
                || agent.FindExecutor(container.Container) is { IsLive: true }
                || agent.Containers.Find(container.Container) is { IsLive: true })
            {
                continue;
            }

            if (container.Exited)
            {
                agent.Emit(new ForgetContainer(container.Container));
                continue;
            }

            // Forgotten when it has ended: until then somebody must know whose it is.
            orphans++;
            agent.Tell(new AgentNotice.OrphanFound(container.Container));
            agent.Emit(new DestroyContainer(container.Container));
        }

        return orphans;
    }
}
