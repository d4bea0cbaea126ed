using System.Collections.Generic;
using Tepui.Kernel.Agent;
using Tepui.Kernel.Resources;
using Tepui.Simulation.Agents;
using Tepui.Simulation.Containers;

namespace Tepui.Simulation.Checkers;

/// <summary>What runs on a host, other than what is being ended there, fits into what its agent has.</summary>
public sealed class AgentsRunWhatTheyHave : Checker
{
    private readonly HashSet<string> _ending = new(System.StringComparer.Ordinal);

    public override string Rule => "an agent runs no more than it has";

    public override void AgentStepped(SimulatedAgent agent, AgentInput input, IReadOnlyList<AgentEffect> effects)
    {
        foreach (AgentEffect effect in effects)
        {
            switch (effect)
            {
                case SignalContainer signal:
                    _ending.Add(signal.Container.Value);
                    break;
                case DestroyContainer destroy:
                    _ending.Add(destroy.Container.Value);
                    break;
                case ForgetContainer forget:
                    _ending.Remove(forget.Container.Value);
                    break;
            }
        }

        if (input is ContainerStarted)
            Check(agent);
    }

    private void Check(SimulatedAgent agent)
    {
        ResourceSet held = ResourceSet.Empty;
        foreach (SimulatedContainer container in agent.Containers.Running)
        {
            // What is nested in another is part of it.
            if (container.Launch.Parent is null && !_ending.Contains(container.Id.Value))
                held += ResourceSet.From(container.Launch.Resources);
        }

        held = held.Filter(static entry => !entry.Key.IsShared).WithoutAllocation();
        ResourceSet total = agent.Machine!.View().Total;
        if (!total.Contains(held))
            Violate($"on {agent.Host} containers hold {held} of {total}");
    }
}
