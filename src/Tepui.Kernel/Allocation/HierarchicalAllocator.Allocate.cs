using System;
using System.Collections.Generic;
using System.Numerics;
using Tepui.Kernel.Resources;

namespace Tepui.Kernel.Allocation;

/// <content>The decision.</content>
public sealed partial class HierarchicalAllocator
{
    private readonly List<AgentNode> _candidates = [];

    /// <summary>Grants all that may be granted at this time.</summary>
    public void Allocate(DateTimeOffset now, IAllocationSink sink)
    {
        Expire(now);
        CollectCandidates();
        random.Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_candidates));
        foreach (var agent in _candidates)
        {
            AllocateAgent(agent, sink);
        }

        _candidates.Clear();
    }

    private void CollectCandidates()
    {
        var words = _dirtyAgents.Words;
        for (var word = 0; word < words.Length; word++)
        {
            for (var bits = words[word]; bits != 0; bits &= bits - 1)
            {
                var agent = _agents[(word << 6) + BitOperations.TrailingZeroCount(bits)];
                if (agent is { IsActive: true } && IsAllocatable(agent.Free))
                {
                    _candidates.Add(agent);
                }
            }
        }

        _dirtyAgents.Clear();
    }

    private void AllocateAgent(AgentNode agent, IAllocationSink sink)
    {
        RefreshFilters(agent);
        if (_eligible.CountWithout(agent.Filters.Applying, 1) == 0)
        {
            return;
        }

        var hasGpus = options.FilterGpuResources && agent.Total.Scalar("gpus") > 0;
        var roles = RoleSorter.Sorted();
        var rolesAreCopied = false;
        for (var roleIndex = 0; roleIndex < roles.Count; roleIndex++)
        {
            var clients = roles[roleIndex].Clients.Sorted();
            for (var clientIndex = 0; clientIndex < clients.Count; clientIndex++)
            {
                var client = clients[clientIndex];
                if (!_eligible[client.Index] || agent.Filters.Applying[client.Index] ||
                    (hasGpus && !client.Framework.Abilities.HasFlag(FrameworkAbilities.GpuResources)))
                {
                    continue;
                }

                var offer = OfferableTo(client, agent.Free);
                if (!IsAllocatable(offer) || agent.Filters.Applies(client.Index, offer))
                {
                    continue;
                }

                // A grant moves its nodes in the sorters' lists. When something is left, which only reservations and
                // resources that not every framework knows bring about, the order of before the grant goes on to hold.
                if (offer.Count < agent.Free.Count)
                {
                    roles = rolesAreCopied ? roles : [.. roles];
                    clients = [.. clients];
                    rolesAreCopied = true;
                }

                Hold(agent, client, offer);
                sink.Grant(client.Framework.Id, client.Role.Name, agent.Id, offer.WithAllocation(client.Role.Name));
                if (agent.Free.IsEmpty)
                {
                    return;
                }
            }
        }
    }

    private void RefreshFilters(AgentNode agent)
    {
        if (agent.Filters.Basis is { } basis && basis.Equals(agent.Free))
        {
            return;
        }

        agent.Filters.Basis = agent.Free;
        foreach (var index in agent.Filters.ByClient.Keys)
        {
            agent.Filters.Applying[index] = agent.Filters.Applies(index, OfferableTo(_clients[index]!, agent.Free));
        }
    }

    private bool IsAllocatable(ResourceSet resources)
    {
        if (resources.IsEmpty)
        {
            return false;
        }

        foreach (var minimum in options.MinAllocatableResources)
        {
            if (minimum.AreWithin(resources))
            {
                return true;
            }
        }

        return options.MinAllocatableResources.Count == 0;
    }

    /// <summary>Of an agent's resources those which a framework may get in a role.</summary>
    private static ResourceSet OfferableTo(ClientNode client, ResourceSet resources)
    {
        var offer = resources.AllocatableTo(client.Role.Name);
        foreach (ref readonly var entry in offer.Span)
        {
            if (!IsKnownTo(client.Framework.Abilities, entry.Key))
            {
                return offer.Filter(candidate => IsKnownTo(client.Framework.Abilities, candidate.Key));
            }
        }

        return offer;
    }

    private static bool IsKnownTo(FrameworkAbilities abilities, ResourceKey key) =>
        !((key.IsShared && !abilities.HasFlag(FrameworkAbilities.SharedResources)) ||
        (key.IsRevocable && !abilities.HasFlag(FrameworkAbilities.RevocableResources)) ||
        (key.Reservations.Count > 1 && !abilities.HasFlag(FrameworkAbilities.ReservationRefinement)));
}
