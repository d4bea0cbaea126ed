using System;
using System.Collections.Generic;
using System.Linq;
using Tepui.Kernel.Allocation;
using Tepui.Kernel.Resources;

namespace Tepui.Kernel.Tests.Allocation;

/// <summary>
/// The allocator's rules again, with a list for each thing and everything computed anew each time. It follows the real one's
/// choice of agents, and says whose turn each was.
/// </summary>
internal sealed class NaiveAllocator : IAllocationSink
{
    private readonly Dictionary<AgentId, Queue<Grant>> _expected = [];

    public Dictionary<AgentId, (ResourceSet Total, bool IsActive)> Agents { get; } = [];

    public Dictionary<(FrameworkId Framework, string Role), Client> Clients { get; } = [];

    public List<(FrameworkId Framework, string Role, AgentId Agent, ResourceSet Resources, DateTimeOffset Until)> Filters { get; } = [];

    public List<Grant> Held { get; } = [];

    public Dictionary<string, double> Weights { get; } = [];

    private Dictionary<string, long> RoleGrants { get; } = [];

    public void Grant(FrameworkId framework, string role, AgentId agent, ResourceSet resources)
    {
        var grant = new Grant(framework, role, agent, resources);
        if (!_expected.TryGetValue(agent, out var expected))
            _expected.Add(agent, expected = new(Expected(agent)));
        expected.ShouldNotBeEmpty($"{grant} was not due");
        var (dueFramework, dueRole, _, due) = expected.Dequeue();
        (framework, role).ShouldBe((dueFramework, dueRole));
        resources.Equals(due.WithAllocation(role)).ShouldBeTrue($"{grant} in place of {due}");

        Held.Add(grant);
        Clients[(framework, role)].Grants++;
        RoleGrants[role] = RoleGrants.GetValueOrDefault(role) + 1;
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
            if (!client.IsSubscribed && !Held.Exists(grant => grant.Framework == framework && grant.Role == role))
                Clients.Remove((framework, role));
        }

        foreach (var role in RoleGrants.Keys.Where(role => !Clients.Keys.Any(key => key.Role == role)).ToList())
            RoleGrants.Remove(role);
    }

    private List<Grant> Expected(AgentId agent)
    {
        var grants = new List<Grant>();
        var free = Free(agent);
        if (!Agents[agent].IsActive)
            return grants;

        var roles = Clients.Keys.Select(key => key.Role).Distinct()
            .OrderBy(role => Share(grant => grant.Role == role) / Weights.GetValueOrDefault(role, 1))
            .ThenBy(role => RoleGrants.GetValueOrDefault(role))
            .ThenBy(role => role, StringComparer.Ordinal);
        foreach (var role in roles)
        {
            var clients = Clients.Where(pair => pair.Key.Role == role)
                .OrderBy(pair => Share(grant => grant.Role == role && grant.Framework == pair.Key.Framework))
                .ThenBy(pair => pair.Value.Grants)
                .ThenBy(pair => pair.Key.Framework.Value, StringComparer.Ordinal);
            foreach (var ((framework, _), client) in clients)
            {
                var offer = free.Filter(entry => !entry.Key.IsReserved || entry.Key.ReservationRole == role);
                var filtered = Filters.Exists(filter => filter.Framework == framework && filter.Role == role &&
                    filter.Agent == agent && filter.Resources.Contains(offer));
                if (!client.IsEligible || filtered || (offer.Scalar("cpus") < 10 && offer.Scalar("mem") < 32_000))
                    continue;

                grants.Add(new Grant(framework, role, agent, offer));
                free -= offer;
            }
        }

        return grants;
    }

    private double Share(Predicate<Grant> owns) => new[] { "cpus", "mem" }.Max(name =>
    {
        var total = Agents.Values.Sum(agent => agent.Total.Scalar(name));
        return total == 0 ? 0 : Held.Where(grant => owns(grant)).Sum(grant => grant.Resources.Scalar(name)) / (double)total;
    });

    internal sealed class Client
    {
        public bool IsSubscribed { get; set; } = true;

        public bool IsSuppressed { get; set; }

        public bool IsActive { get; set; } = true;

        public long Grants { get; set; }

        public bool IsEligible => IsSubscribed && !IsSuppressed && IsActive;
    }
}
