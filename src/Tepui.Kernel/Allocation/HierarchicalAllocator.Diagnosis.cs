using System;
using System.Collections.Generic;
using System.Linq;
using Tepui.Kernel.Resources;

namespace Tepui.Kernel.Allocation;

/// <content>Why an offer is not made: worked out of the present state when somebody asks.</content>
public sealed partial class HierarchicalAllocator
{
    /// <summary>Why a framework's role gets no offer, over all agents.</summary>
    /// <param name="wanted">What the framework waits for, e.g. a task's resources; null: any offer.</param>
    public OfferDiagnosis WhyNotOffered(FrameworkId framework, string role, ResourceSet? wanted = null)
    {
        var byObstacle = new SortedDictionary<OfferObstacle, int>();
        var byResource = new SortedDictionary<string, int>(StringComparer.Ordinal);
        AgentDiagnosis? nearest = null;
        var nearestDistance = 0.0;
        var demand = DemandOf(framework, role, wanted);
        foreach (var agent in _agents)
        {
            var diagnosis = Diagnose(framework, role, agent, demand);
            byObstacle[diagnosis.Obstacle] = byObstacle.GetValueOrDefault(diagnosis.Obstacle) + 1;
            foreach (var (name, _) in diagnosis.Missing)
            {
                byResource[name] = byResource.GetValueOrDefault(name) + 1;
            }

            var distance = demand.Distance(diagnosis.Missing);
            if (diagnosis.Obstacle >= OfferObstacle.TooSmall && (nearest is null || diagnosis.Obstacle > nearest.Obstacle ||
                (diagnosis.Obstacle == nearest.Obstacle && distance < nearestDistance)))
            {
                (nearest, nearestDistance) = (diagnosis, distance);
            }
        }

        return new OfferDiagnosis(byObstacle, byResource, nearest);
    }

    /// <summary>Why a framework's role gets no offer of one agent; null for an agent that is not here.</summary>
    public AgentDiagnosis? WhyNotOffered(FrameworkId framework, string role, AgentId agent, ResourceSet? wanted = null) =>
        _agentsById.TryGetValue(agent, out var node)
            ? Diagnose(framework, role, node, DemandOf(framework, role, wanted))
            : null;

    private ResourceDemand DemandOf(FrameworkId framework, string role, ResourceSet? wanted) =>
        new(ClientOrNone(framework, role)?.Minimum ?? _options.MinAllocatableResources, wanted?.WithoutAllocation());

    private ClientNode? ClientOrNone(FrameworkId framework, string role) =>
        _frameworks.GetValueOrDefault(framework)?.Clients.GetValueOrDefault(role);

    private AgentDiagnosis Diagnose(FrameworkId framework, string role, AgentNode agent, ResourceDemand demand)
    {
        var none = new ResourceQuantities();
        var client = ClientOrNone(framework, role);
        if (_frameworks.GetValueOrDefault(framework) is not { IsActive: true })
        {
            return new(agent.Id, OfferObstacle.FrameworkInactive, ResourceSet.Empty, none);
        }

        if (client is not { IsSubscribed: true })
        {
            return new(agent.Id, OfferObstacle.NotSubscribed, ResourceSet.Empty, none);
        }

        var free = OfferableTo(client, agent.Free);
        if (ClosedBecause(agent, client) is { } closed)
        {
            return new(agent.Id, closed, free, none);
        }

        return HeldBecause(agent, client, free, demand) is { } held
            ? new(agent.Id, held.Obstacle, free, held.Missing)
            : new(agent.Id, WithheldBecause(agent, client, free, demand), free, none);
    }

    /// <summary>What keeps an agent from a framework's role whatever is free there.</summary>
    private OfferObstacle? ClosedBecause(AgentNode agent, ClientNode client)
    {
        var abilities = client.Framework.Abilities;
        return client.IsSuppressed ? OfferObstacle.Suppressed
            : !agent.IsActive ? OfferObstacle.AgentInactive
            : agent.HasGpus && _options.FilterGpuResources && !abilities.HasFlag(FrameworkAbilities.GpuResources) ? OfferObstacle.Gpus
            : IsRemote(agent) && !abilities.HasFlag(FrameworkAbilities.RegionAware) ? OfferObstacle.Region
            : client.IsConstrained && IsBarred(agent, client) ? OfferObstacle.Constraints
            : null;
    }

    /// <summary>Who has what is missing; null when enough is free.</summary>
    private static (OfferObstacle Obstacle, ResourceQuantities Missing)? HeldBecause(
        AgentNode agent,
        ClientNode client,
        ResourceSet free,
        ResourceDemand demand)
    {
        var missing = demand.Missing(free);
        if (missing.Count == 0 && !free.IsEmpty)
        {
            return null;
        }

        var missingOfTotal = demand.Missing(agent.Total);
        if (missingOfTotal.Count > 0 || agent.Total.IsEmpty)
        {
            return (OfferObstacle.TooSmall, missingOfTotal);
        }

        var obstacle = demand.Missing(OfferableTo(client, agent.Total)).Count > 0 ? OfferObstacle.ReservedForOthers
            : demand.Missing(free.Add(agent.Held.Of(client.Index))).Count > 0 ? OfferObstacle.HeldByOthers
            : OfferObstacle.HeldByItself;
        return (obstacle, missing);
    }

    /// <summary>Why what is free and enough is not offered.</summary>
    private OfferObstacle WithheldBecause(AgentNode agent, ClientNode client, ResourceSet free, ResourceDemand demand)
    {
        var allowed = Within(free, client.Role.Room);
        if (demand.Missing(allowed).Count > 0 || allowed.IsEmpty)
        {
            return OfferObstacle.QuotaLimit;
        }

        // What is guaranteed to the role itself is not kept from it.
        var spared = _guaranteed.Count == 0 || client.Role.Top.IsLacking ? allowed : Within(allowed, Surplus);
        return demand.Missing(spared).Count > 0 || spared.IsEmpty ? OfferObstacle.QuotaHeadroom
            : agent.Filters.Applies(client.Index, spared) ? OfferObstacle.Declined
            : OfferObstacle.None;
    }

    private ResourceSet Within(ResourceSet offer, Func<int, long> room)
    {
        var taken = new Dictionary<int, long>();
        return ResourceSet.From(LargestWholesFirst(offer).ToArray().Select(entry =>
        {
            if (!IsOpen(entry))
            {
                return entry;
            }

            var index = _totals.IndexOf(entry.Name);
            var part = Take(entry, entry.Thousandths, Math.Max(0, room(index) - taken.GetValueOrDefault(index)));
            taken[index] = taken.GetValueOrDefault(index) + part;
            return ResourceEntry.Scalar(entry.Key, part);
        }));
    }
}
