using System;
using System.Collections.Generic;
using System.Linq;
using Tepui.Kernel.Resources;

namespace Tepui.Kernel.Tests.Allocation;

/// <content>Whose turn it is, and what quotas leave.</content>
internal sealed partial class NaiveAllocator
{
    private static readonly string[] Names = ["cpus", "mem", "disk", "gpus"];

    private Dictionary<string, long> RoleGrants { get; } = [];

    private Dictionary<string, long> SelfGrants { get; } = [];

    /// <summary>A role and all above it.</summary>
    public static IEnumerable<string> Paths(string role)
    {
        for (var end = role.Length; end > 0; end = role.LastIndexOf('/', end - 1))
            yield return role[..end];
    }

    public long Consumption(string role, string name) =>
        Agents.Values.Sum(agent => Sum(
            agent.Total,
            name,
            entry => entry.Key.IsReserved && Paths(entry.Key.ReservationRole).Contains(role))) +
        Held.Where(grant => Paths(grant.Role).Contains(role)).Sum(grant => Sum(grant.Resources, name, IsOpen));

    private static bool IsOpen(ResourceEntry entry) => !entry.Key.IsReserved && !entry.Key.IsRevocable;

    private static long Sum(ResourceSet resources, string name, Func<ResourceEntry, bool> counts) =>
        resources.Where(entry => entry.Name == name && counts(entry)).Sum(entry => entry.Thousandths);

    private IEnumerable<string> RoleOrder(string parent)
    {
        var prefix = parent.Length == 0 ? "" : parent + "/";
        var below = Clients.Where(pair => pair.Value.IsEligible && pair.Key.Role.StartsWith(prefix, StringComparison.Ordinal))
            .Select(pair => pair.Key.Role[prefix.Length..].Split('/')[0])
            .Distinct()
            .Select(name => prefix + name)
            .Select(path => (
                Name: path,
                Share: Share(grant => Paths(grant.Role).Contains(path)) / Weights.GetValueOrDefault(path, 1),
                Grants: RoleGrants.GetValueOrDefault(path),
                Roles: RoleOrder(path)));
        if (Clients.Any(pair => pair.Value.IsEligible && pair.Key.Role == parent))
        {
            var share = Share(grant => grant.Role == parent);
            below = below.Append((parent + "/.", share, SelfGrants.GetValueOrDefault(parent), [parent]));
        }

        return below.OrderBy(node => node.Share).ThenBy(node => node.Grants).ThenBy(node => node.Name, StringComparer.Ordinal)
            .SelectMany(node => node.Roles);
    }

    private IEnumerable<(FrameworkId Framework, string Role)> ClientOrder(string role) =>
        Clients.Where(pair => pair.Key.Role == role && pair.Value.IsEligible)
            .OrderBy(pair => Share(grant => grant.Role == role && grant.Framework == pair.Key.Framework))
            .ThenBy(pair => pair.Value.Grants)
            .ThenBy(pair => pair.Key.Framework.Value, StringComparer.Ordinal)
            .Select(pair => pair.Key);

    private double Share(Predicate<Grant> owns) => Names.Max(name =>
    {
        var total = Agents.Values.Sum(agent => agent.Total.Scalar(name));
        return total == 0 ? 0 : Held.Where(grant => owns(grant)).Sum(grant => grant.Resources.Scalar(name)) / (double)total;
    });

    private long Unsatisfied(string topRole, string name) =>
        Quotas.TryGetValue(topRole, out var quota) ? Math.Max(0, quota.Guarantees.Of(name) - Consumption(topRole, name)) : 0;

    private bool IsUnsatisfied(string role) => Names.Any(name => Unsatisfied(Paths(role).Last(), name) > 0);

    private long Surplus(string name) => Quotas.Values.Any(quota => quota.Guarantees.Count > 0)
        ? Math.Max(0, Agents.Keys.Sum(agent => Sum(Free(agent), name, IsOpen)) - Quotas.Keys.Sum(role => Unsatisfied(role, name)))
        : long.MaxValue;

    private long Room(string role, string name) => Paths(role)
        .Where(Quotas.ContainsKey)
        .Select(path => Quotas[path].Limits.Of(name) is { } limit ? Math.Max(0, limit - Consumption(path, name)) : long.MaxValue)
        .DefaultIfEmpty(long.MaxValue)
        .Min();

    private ResourceSet Affordable(string role, ResourceSet offer, bool forGuarantees)
    {
        var open = offer.Where(entry => Names.Contains(entry.Name) && IsOpen(entry))
            .OrderByDescending(entry => entry.Key.IsExclusive ? entry.Thousandths : 0)
            .ToList();
        var guaranteed = new long[open.Count];
        var more = new long[open.Count];
        for (var index = 0; forGuarantees && index < open.Count; index++)
        {
            var needed = Unsatisfied(Paths(role).Last(), open[index].Name) - Given(guaranteed, open[index].Name);
            var room = Room(role, open[index].Name) - Given(guaranteed, open[index].Name);
            guaranteed[index] = Part(open[index], open[index].Thousandths, Math.Min(room, needed));
        }

        for (var index = 0; index < open.Count; index++)
        {
            var spared = Surplus(open[index].Name) - Given(more, open[index].Name);
            var room = Room(role, open[index].Name) - Given(guaranteed, open[index].Name) - Given(more, open[index].Name);
            more[index] = Part(open[index], open[index].Thousandths - guaranteed[index], Math.Min(room, spared));
        }

        return forGuarantees && guaranteed.Sum() == 0 ? ResourceSet.Empty : ResourceSet.From(
        [
            .. offer.Where(entry => !Names.Contains(entry.Name) || !IsOpen(entry)),
            .. open.Select((entry, index) => ResourceEntry.Scalar(entry.Key, guaranteed[index] + more[index])),
        ]);

        long Given(long[] parts, string name) => parts.Where((_, index) => open[index].Name == name).Sum();
    }

    private static long Part(ResourceEntry entry, long wanted, long room) =>
        room >= wanted ? wanted : entry.Key.IsExclusive ? 0 : Math.Max(0, room);
}
