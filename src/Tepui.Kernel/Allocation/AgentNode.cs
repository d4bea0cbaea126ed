using System.Collections.Generic;
using Tepui.Kernel.Resources;

namespace Tepui.Kernel.Allocation;

/// <summary>An agent and what is held of it.</summary>
internal sealed class AgentNode(int index, AgentId id, ResourceSet total)
{
    private readonly Dictionary<int, ResourceSet> _held = [];
    private bool _isOvercommitted;

    public int Index { get; } = index;

    public AgentId Id { get; } = id;

    public bool IsActive { get; set; } = true;

    public AgentTraits Traits { get; set; } = AgentTraits.None;

    public ResourceSet Total { get; private set; } = total;

    public ResourceSet Free { get; private set; } = total;

    /// <summary>What each client (by index) holds, as unallocated resources.</summary>
    public IReadOnlyDictionary<int, ResourceSet> Held => _held;

    public AgentFilters Filters { get; } = new();

    public void SetTotal(ResourceSet total)
    {
        Total = total;
        Recount();
    }

    /// <summary>Grants take of what is free; tasks that an agent reports may be more than it has.</summary>
    public void Use(ClientNode client, ResourceSet resources)
    {
        if (_held.TryGetValue(client.Index, out var held))
        {
            _held[client.Index] = held.Add(resources);
        }
        else
        {
            _held.Add(client.Index, resources);
            client.AgentsHeld++;
        }

        if (ReferenceEquals(resources, Free))
        {
            Free = ResourceSet.Empty;
        }
        else if (!_isOvercommitted && Free.Contains(resources))
        {
            Free = Free.Subtract(resources);
        }
        else
        {
            Recount();
        }
    }

    /// <summary>Gives back what the client really holds of the resources, and says what that was.</summary>
    public ResourceSet Release(ClientNode client, ResourceSet resources)
    {
        if (!_held.TryGetValue(client.Index, out var held))
        {
            return ResourceSet.Empty;
        }

        var rest = ReferenceEquals(held, resources) ? ResourceSet.Empty : held.Subtract(resources);
        var released = held.Contains(resources) ? resources : held.Subtract(rest);
        if (rest.IsEmpty)
        {
            _held.Remove(client.Index);
            client.AgentsHeld--;
        }
        else
        {
            _held[client.Index] = rest;
        }

        if (_isOvercommitted)
        {
            Recount();
        }
        else
        {
            Free = Free.Add(released);
        }

        return released;
    }

    /// <summary>Turns what a client holds into something else of the agent; false, and nothing is changed, where it holds less.</summary>
    public bool Convert(ClientNode client, ResourceSet consumed, ResourceSet converted)
    {
        if (!_held.TryGetValue(client.Index, out var held) || !held.Contains(consumed))
        {
            return false;
        }

        // Another hold on a shared thing makes the agent no larger.
        Total = consumed.IsEmpty ? Total : Total - consumed + converted;
        var rest = held - consumed + converted;
        if (rest.IsEmpty)
        {
            _held.Remove(client.Index);
            client.AgentsHeld--;
        }
        else
        {
            _held[client.Index] = rest;
        }

        Recount();
        return true;
    }

    /// <summary>Turns what nobody holds into something else; false, and nothing is changed, where less is free.</summary>
    public bool ConvertFree(ResourceSet consumed, ResourceSet converted)
    {
        if (!Free.Contains(consumed))
        {
            return false;
        }

        SetTotal(Total - consumed + converted);
        return true;
    }

    private void Recount()
    {
        var used = ResourceSet.Empty;
        foreach (var held in _held.Values)
        {
            used = used.Add(held);
        }

        _isOvercommitted = !Total.Contains(used);
        Free = Total.Subtract(used);
    }
}
