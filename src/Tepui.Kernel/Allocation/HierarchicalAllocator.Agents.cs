using System;
using System.Collections.Generic;
using System.Linq;
using Tepui.Kernel.Resources;

namespace Tepui.Kernel.Allocation;

/// <content>Agents and what is held of them.</content>
public sealed partial class HierarchicalAllocator
{
    /// <param name="used">What frameworks hold there already, each resource with the role it is allocated to.</param>
    public void AddAgent(
        AgentId id,
        ResourceSet total,
        AgentTraits traits,
        IEnumerable<KeyValuePair<FrameworkId, ResourceSet>>? used = null)
    {
        var agent = new AgentNode(_agents.NextIndex, id, total.WithoutAllocation(), traits);
        if (!_agentsById.TryAdd(id, agent))
        {
            throw new InvalidOperationException($"Agent '{id}' is already in the allocator.");
        }

        _agents.Add(agent);
        CountTotal(agent, 1);
        _dirtyAgents[agent.Index] = true;
        foreach (var (framework, resources) in used ?? [])
        {
            Track(framework, id, resources);
        }
    }

    /// <summary>Notes what a framework holds on an agent without a grant, e.g. tasks that an agent reports.</summary>
    public void Track(FrameworkId framework, AgentId agent, ResourceSet resources)
    {
        if (!_agentsById.TryGetValue(agent, out var node))
        {
            return;
        }

        foreach (var (role, part) in ByRole(resources))
        {
            Hold(node, ClientOf(FrameworkOf(framework), role), part, granted: false);
        }
    }

    /// <summary>Forgets an agent and all that is held of it.</summary>
    public void RemoveAgent(AgentId id)
    {
        if (!_agentsById.Remove(id, out var agent))
        {
            return;
        }

        ClearFilters(agent);
        foreach (var index in agent.Held.Clients())
        {
            var client = _clients[index]!;
            LetGo(agent, client, agent.Held.Of(index));
            DropIfDone(client);
        }

        CountTotal(agent, -1);
        _agents.Remove(agent.Index);
        _dirtyAgents[agent.Index] = false;
    }

    /// <summary>A new total; what is held stays held, even when that is more. New traits end the agent's filters.</summary>
    public void UpdateAgent(AgentId id, ResourceSet total, AgentTraits traits)
    {
        if (!_agentsById.TryGetValue(id, out var agent))
        {
            return;
        }

        // Who declined an agent for what it lacked may want it now that it says something else of itself.
        if (!agent.Traits.Equals(traits))
        {
            ClearFilters(agent);
            agent.Asked.Clear();
            agent.Barred.Clear();
            agent.Traits = traits;
            _dirtyAgents[agent.Index] = true;
        }

        if (!agent.Total.Equals(total))
        {
            CountTotal(agent, -1);
            agent.SetTotal(total.WithoutAllocation());
            CountTotal(agent, 1);
            _dirtyAgents[agent.Index] = true;
        }
    }

    public void ActivateAgent(AgentId id)
    {
        if (_agentsById.TryGetValue(id, out var agent))
        {
            agent.IsActive = true;
            _dirtyAgents[agent.Index] = true;
        }
    }

    /// <summary>Nothing of it is offered until it is active again.</summary>
    public void DeactivateAgent(AgentId id)
    {
        if (_agentsById.TryGetValue(id, out var agent))
        {
            agent.IsActive = false;
        }
    }

    /// <summary>What of an agent nobody holds.</summary>
    public ResourceSet Free(AgentId id) => _agentsById.TryGetValue(id, out var agent) ? agent.Free : ResourceSet.Empty;

    /// <summary>What a framework holds of an agent, offers and tasks together, allocated to its roles.</summary>
    public ResourceSet Held(FrameworkId framework, AgentId agent)
    {
        var sum = ResourceSet.Empty;
        if (_agentsById.TryGetValue(agent, out var node) && _frameworks.TryGetValue(framework, out var owner))
        {
            foreach (var (role, client) in owner.Clients)
            {
                sum = sum.Add(node.Held.Of(client.Index).WithAllocation(role));
            }
        }

        return sum;
    }

    private static IEnumerable<(string Role, ResourceSet Part)> ByRole(ResourceSet resources)
    {
        if (resources.IsEmpty)
        {
            yield break;
        }

        var first = RoleOf(resources[0]);
        if (ReferenceEquals(resources.WithAllocation(first), resources))
        {
            yield return (first, resources.WithoutAllocation());
            yield break;
        }

        foreach (var role in resources.Select(RoleOf).Distinct(StringComparer.Ordinal))
        {
            var part = resources.Filter(entry => string.Equals(RoleOf(entry), role, StringComparison.Ordinal));
            yield return (role, part.WithoutAllocation());
        }
    }

    private static string RoleOf(ResourceEntry entry) =>
        entry.Key.AllocationRole ?? throw new InvalidOperationException($"'{entry}' is allocated to no role.");
}
