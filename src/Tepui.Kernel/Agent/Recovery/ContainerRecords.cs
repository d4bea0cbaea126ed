using System.Collections.Generic;
using System.Linq;
using Tepui.Internal.V1;
using Tepui.Kernel.Agent.Containers;

namespace Tepui.Kernel.Agent.Recovery;

/// <summary>What the log tells of nested and standalone containers.</summary>
internal static class ContainerRecords
{
    public static AgentCheckpoint Started(AgentContainer container) => new()
    {
        ContainerStarted = new AgentCheckpoint.Types.ContainerStarted { ContainerId = container.Id.Value, Pid = container.Pid },
    };

    public static AgentCheckpoint Ended(AgentContainer container)
    {
        ContainerTermination termination = container.Termination!;
        var ended = new AgentCheckpoint.Types.ContainerEnded { ContainerId = container.Id.Value };
        if (termination.WaitStatus is { } status)
        {
            ended.WaitStatus = status;
        }

        if (termination.State is { } state)
        {
            ended.State = state;
        }

        if (termination.Reason is { } reason)
        {
            ended.Reason = reason;
        }

        if (termination.Message is { } message)
        {
            ended.Message = message;
        }

        ended.Limited.AddRange(termination.Limited);
        return new AgentCheckpoint { ContainerEnded = ended };
    }

    public static AgentCheckpoint Removed(ContainerId container) => new()
    {
        ContainerRemoved = new AgentCheckpoint.Types.ContainerRemoved { ContainerId = container.Value },
    };

    public static void ReadAccepted(AgentState agent, AgentCheckpoint.Types.ContainerAccepted accepted) =>
        agent.Containers.Add(new AgentContainer(new ContainerId(accepted.ContainerId), accepted));

    public static void ReadStarted(AgentState agent, AgentCheckpoint.Types.ContainerStarted started)
    {
        if (agent.Containers.Find(new ContainerId(started.ContainerId)) is { IsLive: true } container)
        {
            container.Phase = ContainerPhase.Running;
            container.Pid = started.Pid;
        }
    }

    public static void ReadEnded(AgentState agent, AgentCheckpoint.Types.ContainerEnded ended)
    {
        var id = new ContainerId(ended.ContainerId);
        AgentContainer? container = agent.Containers.Find(id);
        if (container is null)
        {
            container = new AgentContainer(id, asked: null);
            agent.Containers.Add(container);
        }

        container.Phase = ContainerPhase.Ended;
        container.Termination = new ContainerTermination(
            ended.HasWaitStatus ? ended.WaitStatus : null,
            ended.HasState ? ended.State : null,
            ended.HasReason ? ended.Reason : null,
            ended.HasMessage ? ended.Message : null)
        {
            Limited = [.. ended.Limited],
        };
    }

    public static void ReadRemoved(AgentState agent, AgentCheckpoint.Types.ContainerRemoved removed) =>
        agent.Containers.Remove(new ContainerId(removed.ContainerId));

    public static void Write(List<AgentCheckpoint> records, AgentState agent)
    {
        foreach (AgentContainer container in agent.Containers.All.Where(container => !container.Abandoned))
        {
            if (container.Asked is { } asked)
            {
                records.Add(new AgentCheckpoint { ContainerAccepted = asked });
            }

            if (container.Phase == ContainerPhase.Running)
            {
                records.Add(Started(container));
            }
            else if (!container.IsLive)
            {
                records.Add(Ended(container));
            }
        }
    }
}
