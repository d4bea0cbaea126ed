using System.Collections.Generic;
using Tepui.Kernel.Resources;

namespace Tepui.Kernel.Allocation;

/// <content>What may be offered of an agent to whom, whatever is free and whoever's turn it is.</content>
public sealed partial class HierarchicalAllocator
{
    // With any of these an agent that holds too little for the master's minimum may yet hold enough for a framework's own.
    private int _ownMinimums;

    private void SetMinimum(ClientNode client, IReadOnlyList<ResourceQuantities>? minimum)
    {
        _ownMinimums += (minimum is null ? 0 : 1) - (client.Minimum is null ? 0 : 1);
        _allDirty |= !ReferenceEquals(client.Minimum, minimum);
        client.Minimum = minimum;
    }

    private static bool IsAllocatable(ResourceSet resources, IReadOnlyList<ResourceQuantities> minimum)
    {
        if (resources.IsEmpty)
        {
            return false;
        }

        for (var alternative = 0; alternative < minimum.Count; alternative++)
        {
            if (minimum[alternative].AreWithin(resources))
            {
                return true;
            }
        }

        return minimum.Count == 0;
    }

    /// <summary>Whether a framework may have an agent at all: its GPUs, its region, and what the framework wants.</summary>
    private bool IsOpenTo(AgentNode agent, ClientNode client) =>
        !(agent.HasGpus && _options.FilterGpuResources && !client.Framework.Abilities.HasFlag(FrameworkAbilities.GpuResources)) &&
        !(_region is not null && !client.Framework.Abilities.HasFlag(FrameworkAbilities.RegionAware) && IsRemote(agent)) &&
        !(client.IsConstrained && IsBarred(agent, client));

    private static bool IsBarred(AgentNode agent, ClientNode client)
    {
        if (!agent.Asked[client.Index])
        {
            agent.Asked[client.Index] = true;
            agent.Barred[client.Index] = !client.Framework.Terms.Constraints!.Allows(client.Role.Name, agent.Traits);
        }

        return agent.Barred[client.Index];
    }

    private void ForgetConstraints(ClientNode client)
    {
        if (!client.IsConstrained)
        {
            return;
        }

        client.IsConstrained = false;
        foreach (var agent in _agents)
        {
            agent.Asked[client.Index] = false;
            agent.Barred[client.Index] = false;
        }
    }

    /// <summary>Of an agent's resources those which a framework may get in a role.</summary>
    private static ResourceSet OfferableTo(ClientNode client, ResourceSet resources)
    {
        var offer = resources.Has(ResourceKinds.Reserved) ? resources.AllocatableTo(client.Role.Name) : resources;
        var abilities = client.Framework.Abilities;
        return offer.Has(Unknown(abilities)) ? offer.Filter(entry => IsKnownTo(abilities, entry.Key)) : offer;
    }

    /// <summary>The kinds that a framework of some abilities does not know.</summary>
    private static ResourceKinds Unknown(FrameworkAbilities abilities) =>
        (abilities.HasFlag(FrameworkAbilities.SharedResources) ? ResourceKinds.None : ResourceKinds.Shared) |
        (abilities.HasFlag(FrameworkAbilities.RevocableResources) ? ResourceKinds.None : ResourceKinds.Revocable) |
        (abilities.HasFlag(FrameworkAbilities.ReservationRefinement) ? ResourceKinds.None : ResourceKinds.Refined);

    private static bool IsKnownTo(FrameworkAbilities abilities, ResourceKey key) =>
        !((key.IsShared && !abilities.HasFlag(FrameworkAbilities.SharedResources)) ||
        (key.IsRevocable && !abilities.HasFlag(FrameworkAbilities.RevocableResources)) ||
        (key.Reservations.Count > 1 && !abilities.HasFlag(FrameworkAbilities.ReservationRefinement)));
}
