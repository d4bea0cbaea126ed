using System.Collections.Generic;
using System.Linq;
using Tepui.Kernel.Agent.Containers;

namespace Tepui.Kernel.Agent.Recovery;

/// <summary>
/// Nested and standalone containers after a restart of the agent. Those that run go on; those that look into another one are
/// destroyed, for whoever looked has lost the connection; what nobody knows the outermost container of goes.
/// </summary>
internal static class ContainerRecovery
{
    private const string NotLaunched = "The agent was restarted before the container was launched";

    public static void Apply(AgentState agent, IReadOnlyDictionary<ContainerId, FoundContainer> found)
    {
        foreach (AgentContainer container in agent.Containers.All.ToList())
        {
            if (agent.Containers.Find(container.Id) != container)
            {
                continue;
            }

            bool rootless = container.Parent is not null
                && ContainerPlace.Find(agent, ContainerIds.RootOf(container.Id)) is null or { State: PlaceState.Ended }
                && agent.Containers.Find(ContainerIds.RootOf(container.Id)) is null;
            container.Abandoned |= rootless;
            if (!container.IsLive)
            {
                if (rootless)
                {
                    agent.Containers.Remove(container.Id);
                }
            }
            else if (found.GetValueOrDefault(container.Id) is { } here)
            {
                Resume(agent, container, here);
            }
            else
            {
                Lose(agent, container);
            }
        }
    }

    private static void Resume(AgentState agent, AgentContainer container, FoundContainer found)
    {
        container.Phase = ContainerPhase.Running;
        container.Pid = found.Pid;
        if (found.Exit is { } exit)
        {
            ContainerLife.Exited(agent, container, exit);
        }
        else if (container.IsDebug || container.Abandoned)
        {
            ContainerLife.Destroy(agent, container);
        }
    }

    private static void Lose(AgentState agent, AgentContainer container)
    {
        // It may yet come to life from a request that the last process left behind: then it must not.
        agent.Emit(new DestroyContainer(container.Id));
        if (container.Phase == ContainerPhase.Running)
        {
            ContainerLife.Exited(agent, container, new ContainerExited(container.Id, WaitStatus: null));
        }
        else
        {
            ContainerLife.Failed(agent, container, NotLaunched);
        }
    }
}
