using System.Collections.Generic;
using System.Linq;
using Mesos.V1;
using Tepui.Internal.V1;
using Tepui.Kernel.Agent.Calls;
using Tepui.Kernel.Agent.Calls.Containers;
using Tepui.Kernel.Agent.Executors;
using Tepui.Kernel.Agent.Recovery;

namespace Tepui.Kernel.Agent.Containers;

/// <summary>What becomes of nested and standalone containers.</summary>
internal static class ContainerLife
{
    /// <summary>How many ended standalone containers are kept for whoever may still ask about them.</summary>
    public const int MostEndedStandalone = 500;

    /// <summary>Asks for a container that is accepted, as soon as the one it is nested in runs.</summary>
    public static void Launch(AgentState agent, AgentContainer container)
    {
        ContainerPlace place = ContainerPlace.Find(agent, container.Id)!;
        if (container.Parent is { } parent && ContainerPlace.Find(agent, parent) is { State: PlaceState.Starting })
        {
            container.Phase = ContainerPhase.Waiting;
            return;
        }

        AgentCheckpoint.Types.ContainerAccepted asked = container.Asked!;
        CommandInfo command = asked.Command ?? new CommandInfo();
        container.Phase = ContainerPhase.Launching;
        agent.Garbage.Keep(place.Sandbox.Directory);
        agent.Emit(new LaunchContainer(
            container.Id,
            place.Sandbox,
            CommandLine.Executable(command),
            CommandLine.Argv(command),
            place.Environment,
            place.User)
        {
            Uris = command.Uris,
            Info = asked.Container,
            Command = command,
            Resources = asked.Resources,
            Limits = asked.Limits,
            Parent = container.Parent,
            IsDebug = container.IsDebug,
        });
    }

    public static void Started(AgentState agent, AgentContainer container, ContainerStarted input)
    {
        if (container.Phase is not (ContainerPhase.Waiting or ContainerPhase.Launching))
        {
            return;
        }

        container.Phase = ContainerPhase.Running;
        container.Pid = input.Pid;
        agent.Append(ContainerRecords.Started(container));
        if (container.Destroyed)
        {
            agent.Emit(new DestroyContainer(container.Id));
        }

        Reply(agent, container, null);
        if (container.EarlyExit is { } exit)
        {
            Exited(agent, container, exit);
        }
        else
        {
            ParentStarted(agent, container.Id);
        }
    }

    public static void Failed(AgentState agent, AgentContainer container, string reason)
    {
        if (container.Phase is ContainerPhase.Waiting or ContainerPhase.Launching)
        {
            Reply(agent, container, new Rejection(RejectionKind.BadRequest, reason));
            End(agent, container, new ContainerTermination(null, Message: reason));
        }
    }

    public static void Exited(AgentState agent, AgentContainer container, ContainerExited input)
    {
        if (container.Phase == ContainerPhase.Launching)
        {
            container.EarlyExit = input;
            return;
        }

        if (container.IsLive)
        {
            End(agent, container, Termination(input, container.Asked?.Resources ?? []));
        }

        agent.Emit(new ForgetContainer(input.Container));
    }

    /// <summary>Kills all of a container at once; its end is told when nothing of it is left.</summary>
    public static void Destroy(AgentState agent, AgentContainer container)
    {
        if (container is not { IsLive: true, Destroyed: false })
        {
            return;
        }

        container.Destroyed = true;
        DestroyChildren(agent, container.Id);
        if (container.Phase == ContainerPhase.Waiting)
        {
            Failed(agent, container, "it was killed while it was being launched");
        }
        else
        {
            agent.Emit(new DestroyContainer(container.Id));
        }
    }

    /// <summary>A container of any kind runs: those that were asked for inside it are launched.</summary>
    public static void ParentStarted(AgentState agent, ContainerId parent)
    {
        foreach (AgentContainer child in agent.Containers.ChildrenOf(parent))
        {
            if (child.Phase == ContainerPhase.Waiting)
            {
                Launch(agent, child);
            }
        }
    }

    /// <summary>A container of any kind ends, or has: what is nested in it goes first.</summary>
    public static void DestroyChildren(AgentState agent, ContainerId parent)
    {
        foreach (AgentContainer child in agent.Containers.ChildrenOf(parent))
        {
            Destroy(agent, child);
        }
    }

    /// <summary>A container that the API did not ask for has ended: whoever waits for it is answered, and those in it go.</summary>
    /// <param name="kept">Its end is kept as a nested container's; else all of what was nested in it is forgotten.</param>
    public static void OwnerEnded(AgentState agent, ContainerId id, ContainerTermination termination, bool kept)
    {
        WaitContainerCall.Answer(agent, id, termination);
        DestroyChildren(agent, id);
        if (!kept)
        {
            Abandon(agent, id);
            return;
        }

        var container = new AgentContainer(id, asked: null) { Phase = ContainerPhase.Ended, Termination = termination };
        agent.Containers.Add(container);
        agent.Append(ContainerRecords.Ended(container));
    }

    /// <summary>An ended container is forgotten, with all that was nested in it and its sandbox.</summary>
    public static void Remove(AgentState agent, AgentContainer container)
    {
        Sandbox? sandbox = SandboxOf(agent, container.Id);
        Abandon(agent, container.Id);
        Forget(agent, container);
        if (sandbox is not null)
        {
            agent.Emit(new RemoveSandbox(sandbox));
        }
    }

    public static ContainerTermination Termination(ContainerExited exit, IReadOnlyList<Resource> given) => exit switch
    {
        { Limitation: { } limitation } =>
            new(exit.WaitStatus, TaskState.TaskFailed, limitation.Reason, limitation.Message) { Limited = limitation.Resources },
        { OutOfMemory: true } => new(
            exit.WaitStatus,
            TaskState.TaskFailed,
            TaskStatus.Types.Reason.ContainerLimitationMemory,
            ContainerEvents.OutOfMemory(Resources.ResourceSet.From(given))),
        _ => new(exit.WaitStatus, Message: exit.Message),
    };

    private static void End(AgentState agent, AgentContainer container, ContainerTermination termination)
    {
        container.Phase = ContainerPhase.Ended;
        container.Termination = termination;
        WaitContainerCall.Answer(agent, container.Id, termination);
        DestroyChildren(agent, container.Id);
        if (SandboxOf(agent, container.Id) is { } sandbox)
        {
            agent.Garbage.OverNonExecutor(sandbox.Directory);
        }

        if (container.Abandoned)
        {
            Forget(agent, container);
        }
        else
        {
            agent.Append(ContainerRecords.Ended(container));
            if (container.Parent is null)
            {
                ForgetOldest(agent);
            }
        }

        ShutdownCalls.StopWhenIdle(agent);
    }

    /// <summary>All that is nested in a container is forgotten: what has ended now, the rest when it has.</summary>
    private static void Abandon(AgentState agent, ContainerId parent)
    {
        foreach (AgentContainer child in agent.Containers.ChildrenOf(parent))
        {
            Abandon(agent, child.Id);
            if (child.IsLive)
            {
                child.Abandoned = true;
            }
            else
            {
                Forget(agent, child);
            }
        }
    }

    private static void Forget(AgentState agent, AgentContainer container)
    {
        agent.Containers.Remove(container.Id);
        agent.Append(ContainerRecords.Removed(container.Id));
    }

    private static void ForgetOldest(AgentState agent)
    {
        List<AgentContainer> ended = [.. agent.Containers.All.Where(container => container is { IsLive: false, Parent: null })];
        for (int i = 0; i < ended.Count - MostEndedStandalone; i++)
        {
            Abandon(agent, ended[i].Id);
            Forget(agent, ended[i]);
        }
    }

    private static void Reply(AgentState agent, AgentContainer container, Rejection? rejection)
    {
        if (container.Launch is { } request)
        {
            container.Launch = null;
            agent.Emit(new ReplyToOperator(request, rejection));
        }
    }

    /// <summary>Where an ended container's files are.</summary>
    private static Sandbox? SandboxOf(AgentState agent, ContainerId id) =>
        ContainerIds.ParentOf(id) is not { } parent ? Sandbox.Standalone(agent.Config.WorkDirectory, id)
        : (ContainerPlace.Find(agent, parent)?.Sandbox ?? SandboxOf(agent, parent))?.Nested(id);
}
