using System;
using System.Collections.Generic;
using System.Linq;
using Tepui.Kernel.Allocation;
using Tepui.Kernel.Quotas;
using Tepui.Kernel.Resources;

namespace Tepui.Kernel.Tests.Allocation;

/// <summary>
/// The allocator's rules again, with a list for each thing and everything computed anew each time. It follows the real one's
/// choice of agents, and says whose turn each was.
/// </summary>
internal sealed partial class NaiveAllocator : IAllocationSink
{
    public const string Region = "here";

    private readonly Dictionary<AgentId, Queue<Grant>> _expected = [];

    public Dictionary<AgentId, NaiveAgent> Agents { get; } = [];

    public Dictionary<FrameworkId, FrameworkTerms> Terms { get; } = [];

    public Dictionary<(FrameworkId Framework, string Role), NaiveClient> Clients { get; } = [];

    public List<(FrameworkId Framework, string Role, AgentId Agent, ResourceSet Resources, DateTimeOffset Until)> Filters { get; } = [];

    public List<Grant> Held { get; } = [];

    public Dictionary<string, double> Weights { get; } = [];

    public SortedDictionary<string, Quota> Quotas { get; } = new(StringComparer.Ordinal);

    public void Grant(FrameworkId framework, string role, AgentId agent, ResourceSet resources)
    {
        var grant = new Grant(framework, role, agent, resources);
        if (!_expected.TryGetValue(agent, out var expected) || expected.Count == 0)
            _expected[agent] = expected = new(Expected(agent));
        expected.ShouldNotBeEmpty($"{grant} was not due");
        var (dueFramework, dueRole, _, due) = expected.Dequeue();
        (framework, role).ShouldBe((dueFramework, dueRole));
        resources.Equals(due).ShouldBeTrue($"{grant} in place of {due}");

        Held.Add(grant);
        Clients[(framework, role)].Grants++;
        SelfGrants[role] = SelfGrants.GetValueOrDefault(role) + 1;
        foreach (var path in Paths(role))
            RoleGrants[path] = RoleGrants.GetValueOrDefault(path) + 1;
    }

    /// <summary>Nothing that was due was left out.</summary>
    public void EndRound()
    {
        _expected.Values.SelectMany(left => left).ShouldBeEmpty();
        foreach (var agent in Agents.Keys)
            Expected(agent).ShouldBeEmpty();
        _expected.Clear();
    }

    public ResourceSet Free(AgentId agent) => Held.Where(grant => grant.Agent == agent)
        .Aggregate(Agents[agent].Total, (free, grant) => free - grant.Resources.WithoutAllocation());

    public void DropDone()
    {
        foreach (var ((framework, role), client) in Clients.ToList())
        {
            if (client.IsSubscribed || Held.Exists(grant => grant.Framework == framework && grant.Role == role))
                continue;
            Clients.Remove((framework, role));
            Filters.RemoveAll(filter => filter.Framework == framework && filter.Role == role);
        }

        foreach (var role in SelfGrants.Keys.Where(role => !Clients.Keys.Any(key => key.Role == role)).ToList())
            SelfGrants.Remove(role);
        foreach (var role in RoleGrants.Keys.Where(role => !Clients.Keys.Any(key => Paths(key.Role).Contains(role))).ToList())
            RoleGrants.Remove(role);
    }

    private List<Grant> Expected(AgentId agent)
    {
        if (!Agents[agent].IsActive)
            return [];
        var guaranteed = Expected(agent, forGuarantees: true);
        return guaranteed.Count > 0 ? guaranteed : Expected(agent, forGuarantees: false);
    }

    private List<Grant> Expected(AgentId agent, bool forGuarantees)
    {
        var before = Held.Count;
        foreach (var role in RoleOrder("").ToList())
        {
            foreach (var client in ClientOrder(role).ToList())
            {
                if (forGuarantees && !IsUnsatisfied(role))
                    break;
                var offer = Affordable(role, Offerable(agent, client), forGuarantees);
                if (!offer.IsEmpty && IsOpen(agent, client) && IsEnough(client, offer) && !IsFiltered(agent, client, offer))
                    Held.Add(new Grant(client.Framework, role, agent, offer.WithAllocation(role)));
            }
        }

        var grants = Held[before..];
        Held.RemoveRange(before, grants.Count);
        return grants;
    }

    private ResourceSet Offerable(AgentId agent, (FrameworkId Framework, string Role) client)
    {
        var abilities = Terms[client.Framework].Abilities;
        return Free(agent).Filter(entry =>
            (!entry.Key.IsReserved || Paths(client.Role).Contains(entry.Key.ReservationRole)) &&
            (!entry.Key.IsRevocable || abilities.HasFlag(FrameworkAbilities.RevocableResources)) &&
            (entry.Key.Reservations.Count < 2 || abilities.HasFlag(FrameworkAbilities.ReservationRefinement)));
    }

    private bool IsOpen(AgentId agent, (FrameworkId Framework, string Role) client)
    {
        var terms = Terms[client.Framework];
        var (total, traits) = (Agents[agent].Total, Agents[agent].Traits);
        return (total.Scalar("gpus") == 0 || terms.Abilities.HasFlag(FrameworkAbilities.GpuResources)) &&
            (traits.Region is null or Region || terms.Abilities.HasFlag(FrameworkAbilities.RegionAware)) &&
            terms.Constraints?.Allows(client.Role, traits) != false;
    }

    private bool IsEnough((FrameworkId Framework, string Role) client, ResourceSet offer) =>
        Terms[client.Framework].MinAllocatable.TryGetValue(client.Role, out var own)
            ? own.Count == 0 || own.Any(minimum => minimum.All(pair => offer.Scalar(pair.Key) >= pair.Value))
            : offer.Scalar("cpus") >= 10 || offer.Scalar("mem") >= 32_000;

    private bool IsFiltered(AgentId agent, (FrameworkId Framework, string Role) client, ResourceSet offer) =>
        Filters.Exists(filter => (filter.Framework, filter.Role) == client && filter.Agent == agent && filter.Resources.Contains(offer));
}

internal sealed record NaiveAgent(ResourceSet Total, AgentTraits Traits)
{
    public bool IsActive { get; init; } = true;
}

internal sealed class NaiveClient
{
    public bool IsSubscribed { get; set; } = true;

    public bool IsSuppressed { get; set; }

    public bool IsActive { get; set; } = true;

    public long Grants { get; set; }

    public bool IsEligible => IsSubscribed && !IsSuppressed && IsActive;
}
