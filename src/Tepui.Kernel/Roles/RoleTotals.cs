using System;
using System.Collections.Generic;
using System.Linq;
using Tepui.Kernel.Resources;

namespace Tepui.Kernel.Roles;

/// <summary>What a role has together with its subroles.</summary>
/// <param name="Allocated">By tasks and executors.</param>
/// <param name="Reserved">On registered agents, used or not.</param>
/// <param name="Consumed">Of its quota: what is allocated, and reservations that nobody uses. Offers are not charged.</param>
public sealed record RoleQuantities(
    ResourceQuantities Allocated, ResourceQuantities Offered, ResourceQuantities Reserved, ResourceQuantities Consumed)
{
    public static readonly RoleQuantities None =
        new(ResourceQuantities.None, ResourceQuantities.None, ResourceQuantities.None, ResourceQuantities.None);
}

/// <summary>Sums what frameworks and agents have by role, each role's with its subroles', in one pass over both.</summary>
public sealed class RoleTotals
{
    private readonly SortedDictionary<string, Sums> _roles = new(StringComparer.Ordinal);

    /// <summary>The roles that have something, and their ancestors, by name.</summary>
    public IEnumerable<string> Roles => _roles.Keys;

    /// <summary>Takes in what a framework's tasks and executors use and what it is offered, each resource allocated to a role.</summary>
    public void AddFramework(ResourceSet used, ResourceSet offered)
    {
        ArgumentNullException.ThrowIfNull(used);
        ArgumentNullException.ThrowIfNull(offered);
        foreach (ref readonly var entry in used.Span)
        {
            foreach (var sums in SelfAndAncestors(entry.Key.AllocationRole))
            {
                Add(sums.Allocated, entry);
                Add(sums.Consumed, entry);
            }
        }

        foreach (ref readonly var entry in offered.Span)
        {
            foreach (var sums in SelfAndAncestors(entry.Key.AllocationRole))
            {
                Add(sums.Offered, entry);
            }
        }
    }

    /// <summary>Takes in what is reserved on an agent, and what of it is used.</summary>
    public void AddAgent(ResourceSet total, ResourceSet used)
    {
        ArgumentNullException.ThrowIfNull(total);
        ArgumentNullException.ThrowIfNull(used);
        var reserves = false;
        foreach (ref readonly var entry in total.Span)
        {
            if (entry.Key.IsReserved)
            {
                reserves = true;
                foreach (var sums in SelfAndAncestors(entry.Key.ReservationRole))
                {
                    Add(sums.Reserved, entry);
                }
            }
        }

        if (reserves)
        {
            foreach (ref readonly var entry in total.Subtract(used.WithoutAllocation()).Span)
            {
                if (entry.Key.IsReserved)
                {
                    foreach (var sums in SelfAndAncestors(entry.Key.ReservationRole))
                    {
                        Add(sums.Consumed, entry);
                    }
                }
            }
        }
    }

    /// <summary>What a role has, nothing for one nobody has heard of.</summary>
    public RoleQuantities Of(string role) => _roles.TryGetValue(role, out var sums)
        ? new RoleQuantities(
            ResourceQuantities.From(sums.Allocated),
            ResourceQuantities.From(sums.Offered),
            ResourceQuantities.From(sums.Reserved),
            ResourceQuantities.From(sums.Consumed))
        : RoleQuantities.None;

    private static void Add(Dictionary<string, long> sums, in ResourceEntry entry) =>
        sums[entry.Name] = sums.GetValueOrDefault(entry.Name) + entry.Quantity;

    private IEnumerable<Sums> SelfAndAncestors(string? role) =>
        role is null ? [] : RoleName.SelfAndAncestors(role).Select(SumsOf);

    private Sums SumsOf(string role)
    {
        if (!_roles.TryGetValue(role, out var sums))
        {
            _roles.Add(role, sums = new Sums());
        }

        return sums;
    }

    private sealed class Sums
    {
        public Dictionary<string, long> Allocated { get; } = new(StringComparer.Ordinal);

        public Dictionary<string, long> Offered { get; } = new(StringComparer.Ordinal);

        public Dictionary<string, long> Reserved { get; } = new(StringComparer.Ordinal);

        public Dictionary<string, long> Consumed { get; } = new(StringComparer.Ordinal);
    }
}
