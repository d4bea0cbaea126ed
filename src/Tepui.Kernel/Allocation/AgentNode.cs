using Tepui.Kernel.Resources;

namespace Tepui.Kernel.Allocation;

/// <summary>An agent and what is held of it.</summary>
internal sealed class AgentNode
{
    private bool _isOvercommitted;

    public AgentNode(int index, AgentId id, ResourceSet total, AgentTraits traits)
    {
        (Index, Id, Traits) = (index, id, traits);
        Total = Free = total;
        HasGpus = total.Scalar("gpus") > 0;
    }

    public int Index { get; }

    public AgentId Id { get; }

    public AgentTraits Traits { get; set; }

    public bool IsActive { get; set; } = true;

    public ResourceSet Total { get; private set; }

    public bool HasGpus { get; private set; }

    public ResourceSet Free { get; private set; }

    /// <summary>What each client (by index) holds, as unallocated resources.</summary>
    public HeldResources Held { get; } = new();

    public AgentFilters Filters { get; } = new();

    /// <summary>The clients whose constraints were asked about this agent, and those of them that do not want it.</summary>
    public BitVector Asked { get; } = new();

    public BitVector Barred { get; } = new();

    /// <summary>Reads both ends of it.</summary>
    internal int Touch() => Index + (IsActive ? 1 : 0) + (_isOvercommitted ? 1 : 0);

    public void SetTotal(ResourceSet total)
    {
        Total = total;
        HasGpus = total.Scalar("gpus") > 0;
        Recount();
    }

    /// <summary>Grants take of what is free; tasks that an agent reports may be more than it has.</summary>
    public void Use(ClientNode client, ResourceSet resources)
    {
        client.AgentsHeld += Held.Add(client.Index, resources) ? 1 : 0;
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
        if (Held.RemoveWhole(client.Index, resources))
        {
            client.AgentsHeld -= Held.Has(client.Index) ? 0 : 1;
            Freed(resources);
            return resources;
        }

        var held = Held.Of(client.Index);
        if (held.IsEmpty)
        {
            return ResourceSet.Empty;
        }

        var rest = held.Subtract(resources);
        var released = held.Contains(resources) ? resources : held.Subtract(rest);
        SetHeld(client, rest);
        Freed(released);
        return released;
    }

    /// <summary>Turns what a client holds into something else of the agent; false, and nothing is changed, where it holds less.</summary>
    public bool Convert(ClientNode client, ResourceSet consumed, ResourceSet converted)
    {
        var held = Held.Of(client.Index);
        if (held.IsEmpty || !held.Contains(consumed))
        {
            return false;
        }

        SetHeld(client, held.Subtract(consumed).Add(converted));

        // Another hold on a shared thing makes the agent no larger.
        SetTotal(consumed.IsEmpty ? Total : Total.Subtract(consumed).Add(converted));
        return true;
    }

    /// <summary>Turns what nobody holds into something else; false, and nothing is changed, where less is free.</summary>
    public bool ConvertFree(ResourceSet consumed, ResourceSet converted)
    {
        if (!Free.Contains(consumed))
        {
            return false;
        }

        SetTotal(Total.Subtract(consumed).Add(converted));
        return true;
    }

    private void SetHeld(ClientNode client, ResourceSet held)
    {
        Held.Set(client.Index, held);
        client.AgentsHeld -= held.IsEmpty ? 1 : 0;
    }

    private void Freed(ResourceSet released)
    {
        // A task says for itself where it mounts a volume: what is free of it is as the agent has it.
        if (_isOvercommitted || HasVolume(released))
        {
            Recount();
        }
        else
        {
            Free = Free.Add(released);
        }
    }

    private static bool HasVolume(ResourceSet resources)
    {
        foreach (ref readonly var entry in resources.Span)
        {
            if (entry.Key.IsPersistentVolume)
            {
                return true;
            }
        }

        return false;
    }

    private void Recount()
    {
        var used = Held.Sum();
        _isOvercommitted = !Total.Contains(used);
        Free = Total.Subtract(used);
    }
}
