using System;
using System.Collections.Generic;
using Tepui.Kernel.Resources;

namespace Tepui.Kernel.Allocation;

/// <summary>A role that a framework is subscribed to or holds resources of.</summary>
internal sealed class RoleNode(string name, ShareSorter<ClientNode> clients) : ShareNode(name)
{
    public ShareSorter<ClientNode> Clients { get; } = clients;
}

/// <summary>A framework within one of its roles: who grants and filters are for.</summary>
internal sealed class ClientNode(int index, FrameworkNode framework, RoleNode role) : ShareNode(framework.Id.Value)
{
    /// <summary>Its place in bit vectors; used again after its end.</summary>
    public int Index { get; } = index;

    public FrameworkNode Framework { get; } = framework;

    public RoleNode Role { get; } = role;

    public bool IsSubscribed { get; set; }

    public bool IsSuppressed { get; set; }

    /// <summary>On how many agents it holds resources.</summary>
    public int AgentsHeld { get; set; }

    /// <summary>On how many agents it has filters.</summary>
    public int AgentsFiltered { get; set; }

    public bool IsEligible => IsSubscribed && !IsSuppressed && Framework.IsActive;
}

/// <summary>A framework; one that is only known from an agent's tasks has no roles and is not active.</summary>
internal sealed class FrameworkNode(FrameworkId id)
{
    public FrameworkId Id { get; } = id;

    public bool IsAdded { get; set; }

    public bool IsActive { get; set; }

    public FrameworkAbilities Abilities { get; set; }

    /// <summary>By role, in ordinal order.</summary>
    public SortedDictionary<string, ClientNode> Clients { get; } = new(StringComparer.Ordinal);
}

/// <summary>An agent and what is held of it.</summary>
internal sealed class AgentNode(int index, AgentId id, ResourceSet total)
{
    private ResourceSet? _free;

    public int Index { get; } = index;

    public AgentId Id { get; } = id;

    public bool IsActive { get; set; } = true;

    public ResourceSet Total { get; private set; } = total;

    /// <summary>The sum of what clients hold, as unallocated resources.</summary>
    public ResourceSet Used { get; private set; } = ResourceSet.Empty;

    /// <summary>What each client (by index) holds, as unallocated resources.</summary>
    public SortedDictionary<int, ResourceSet> Held { get; } = [];

    public AgentFilters Filters { get; } = new();

    public ResourceSet Free => _free ??= Total.Subtract(Used);

    public void SetTotal(ResourceSet total)
    {
        Total = total;
        _free = null;
    }

    public void Use(ClientNode client, ResourceSet resources)
    {
        if (Held.TryGetValue(client.Index, out var held))
        {
            Held[client.Index] = held.Add(resources);
        }
        else
        {
            Held.Add(client.Index, resources);
            client.AgentsHeld++;
        }

        Used = Used.Add(resources);
        _free = null;
    }

    /// <summary>Gives back what the client really holds of the resources, and says what that was.</summary>
    public ResourceSet Release(ClientNode client, ResourceSet resources)
    {
        if (!Held.TryGetValue(client.Index, out var held))
        {
            return ResourceSet.Empty;
        }

        var released = held.Contains(resources) ? resources : held.Subtract(held.Subtract(resources));
        var rest = held.Subtract(resources);
        if (rest.IsEmpty)
        {
            Held.Remove(client.Index);
            client.AgentsHeld--;
        }
        else
        {
            Held[client.Index] = rest;
        }

        Used = Used.Subtract(released);
        _free = null;
        return released;
    }
}
