using System;
using System.Collections.Generic;
using System.Linq;
using Tepui.Kernel.Quotas;
using Tepui.Kernel.Roles;

namespace Tepui.Kernel.Master.Views;

/// <summary>A role that somebody uses, that something is reserved for, or that operators set something for; or an ancestor of one.</summary>
/// <param name="Frameworks">Those subscribed to it, and those that use resources of it.</param>
/// <param name="Has">What it has with its subroles.</param>
public sealed record RoleView(string Name, double Weight, Quota Quota, IReadOnlyList<FrameworkId> Frameworks, RoleQuantities Has)
{
    /// <summary>The roles of a view, by name. With <c>--roles</c> they are its roles, whether they are used or not.</summary>
    internal static IReadOnlyList<RoleView> Of(MasterView view)
    {
        var totals = new RoleTotals();
        var frameworks = FrameworksByRole(view);
        foreach (var framework in view.Frameworks)
        {
            totals.AddFramework(framework.Used, framework.Offered);
        }

        foreach (var agent in view.Agents)
        {
            totals.AddAgent(agent.Total, agent.Used);
        }

        var used = frameworks.Keys.Concat(totals.Roles).Concat(view.Weights.Keys).Concat(view.Quotas.Keys);
        var names = new SortedSet<string>((view.AllowedRoles ?? used).SelectMany(RoleName.SelfAndAncestors), StringComparer.Ordinal);
        return names.Select(name => new RoleView(
            name,
            view.Weights.GetValueOrDefault(name, 1),
            view.Quotas.GetValueOrDefault(name, Quota.Default),
            frameworks.GetValueOrDefault(name) ?? [],
            totals.Of(name))).ToArray();
    }

    private static Dictionary<string, List<FrameworkId>> FrameworksByRole(MasterView view)
    {
        var byRole = new Dictionary<string, List<FrameworkId>>(StringComparer.Ordinal);
        foreach (var framework in view.Frameworks)
        {
            var used = framework.Used.Select(static entry => entry.Key.AllocationRole).OfType<string>();
            foreach (var role in framework.Roles.Concat(used).Distinct(StringComparer.Ordinal))
            {
                if (!byRole.TryGetValue(role, out var ids))
                {
                    byRole.Add(role, ids = []);
                }

                ids.Add(framework.Id);
            }
        }

        return byRole;
    }
}
