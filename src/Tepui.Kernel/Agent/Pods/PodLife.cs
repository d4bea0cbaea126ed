using System.Linq;
using Mesos.V1;
using Tepui.Kernel.Agent.Calls;
using Tepui.Kernel.Agent.Containers;
using Tepui.Kernel.Agent.Executors;
using Tepui.Kernel.Agent.Tasks;
using Tepui.Kernel.Agent.Volumes;
using Tepui.Kernel.StatusUpdates;

namespace Tepui.Kernel.Agent.Pods;

/// <summary>
/// A default executor with its tasks (docs/nested-container-and-task-group.md, src/launcher/default_executor.cpp): each task runs in a
/// container nested in the executor's; when one of a group fails or is killed the others of it are killed; when none is left the
/// executor ends.
/// </summary>
internal static class PodLife
{
    public static ContainerId NewContainer(AgentState agent, AgentExecutor executor) =>
        ContainerIds.Child(executor.Container, StatusUuid.NextText(agent.Random));

    /// <summary>The executor's container runs: it is as one that has subscribed.</summary>
    public static void Started(AgentState agent, AgentExecutor executor)
    {
        if (executor.Phase != ExecutorPhase.Registering)
        {
            return;
        }

        agent.Tell(new AgentNotice.ExecutorSubscribed(executor.Framework.Id, executor.Id, Again: false));
        executor.Phase = ExecutorPhase.Running;
        Deliver(agent, executor);
        FinishWhenEmpty(agent, executor);
    }

    /// <summary>Launches the tasks that wait for the executor.</summary>
    public static void Deliver(AgentState agent, AgentExecutor executor)
    {
        bool any = false;
        foreach (AgentTask task in executor.Tasks.Where(task => task.IsQueued).ToList())
        {
            any = true;
            executor.EverSentTask = true;
            agent.Updates.Make(task, PodStatus.Starting(agent, task));
            Launch(agent, executor, task);
        }

        if (any)
        {
            UpdateResources(agent, executor);
        }
    }

    /// <summary>A task has come to its end: its group may have to follow, and the executor when it was the last.</summary>
    public static void TaskEnded(AgentState agent, AgentExecutor executor, AgentTask task)
    {
        if (!executor.IsLive || executor.Destroyed)
        {
            return;
        }

        if (executor.Phase == ExecutorPhase.Running && task.State != TaskState.TaskFinished)
        {
            EndGroup(agent, task.Group);
        }

        if (executor.Tasks.Any(other => other.Phase != TaskPhase.Ended))
        {
            UpdateResources(agent, executor);
        }
        else
        {
            FinishWhenEmpty(agent, executor);
        }
    }

    /// <summary>One of a group has failed or was killed: so are the others.</summary>
    public static void EndGroup(AgentState agent, TaskGroup? group)
    {
        if (group is null or { IsEnding: true })
        {
            return;
        }

        group.IsEnding = true;
        foreach (AgentTask other in group.Tasks.Where(other => other.Phase != TaskPhase.Ended && other.Kill is null).ToList())
        {
            if (other.IsQueued)
            {
                ContainerEvents.End(agent, other, ContainerEvents.KilledDuringLaunch(agent, other));
            }
            else
            {
                KillTaskCall.Kill(agent, other, KillTaskCall.OwnGracePeriod(agent, other));
            }
        }
    }

    /// <summary>The executor is told to end: its tasks are, gently.</summary>
    public static void ShutDown(AgentState agent, AgentExecutor executor)
    {
        foreach (AgentTask task in executor.Tasks.ToList())
        {
            if (task.IsQueued)
            {
                ContainerEvents.End(agent, task, ContainerEvents.KilledDuringLaunch(agent, task));
            }
            else if (task.Phase != TaskPhase.Ended && task.Kill is null)
            {
                KillTaskCall.Kill(agent, task, KillTaskCall.DefaultGracePeriod);
            }
        }

        FinishWhenEmpty(agent, executor);
    }

    /// <summary>Without tasks the executor ends, of its own accord.</summary>
    public static void FinishWhenEmpty(AgentState agent, AgentExecutor executor)
    {
        if (executor is not { Phase: ExecutorPhase.Running or ExecutorPhase.Terminating, Started: true, Destroyed: false }
            || executor.Tasks.Any(task => task.Phase != TaskPhase.Ended))
        {
            return;
        }

        executor.Phase = ExecutorPhase.Terminating;
        executor.Finished = true;
        executor.Destroyed = true;
        agent.Emit(new DestroyContainer(executor.Container));
    }

    /// <summary>Its container holds what the executor and all its tasks were given.</summary>
    public static void UpdateResources(AgentState agent, AgentExecutor executor)
    {
        executor.OwesUpdate = false;
        agent.Emit(new UpdateContainer(
            executor.Container, PodResources.Of(executor), PodResources.Limits(executor, agent.Config.RequestsBoundCpus)));
    }

    private static void Launch(AgentState agent, AgentExecutor executor, AgentTask task)
    {
        TaskInfo info = task.Info!;
        CommandInfo command = info.Command ?? new CommandInfo();
        Sandbox sandbox = agent.SandboxOf(task);
        agent.Emit(new LaunchContainer(
            task.Container,
            sandbox,
            CommandLine.Executable(command),
            CommandLine.Argv(command),
            NestedEnvironment.For(
                agent.Config, info, sandbox, executor.IpAddresses.Count > 0 ? executor.IpAddresses[0] : null),
            RunTaskCall.UserOf(agent.Config, task.Framework.Info, command))
        {
            Uris = command.Uris,
            Volumes = VolumeMounts.Of(agent, info.Resources, task.Container),
            Info = info.Container,
            Command = command,
            Resources = info.Resources,
            Limits = info.Limits,
            Parent = executor.Container,
            Link = new SandboxLink(VolumeMounts.SandboxOf(agent, executor), "tasks/" + task.Id.Value),
        });
    }
}
