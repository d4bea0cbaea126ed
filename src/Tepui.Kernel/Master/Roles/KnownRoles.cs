using System;
using System.Linq;
using Tepui.Kernel.Roles;

namespace Tepui.Kernel.Master.Roles;

/// <summary>What the master asks about roles that requests name.</summary>
internal static class KnownRoles
{
    /// <summary>Whether the role may be used: <c>--roles</c> names it, or allows all.</summary>
    public static bool Allows(this MasterContext context, string role) => context.Config.Roles?.Contains(role) != false;

    /// <summary>Whether a framework is subscribed to the role or uses resources of it.</summary>
    public static bool IsInUse(this MasterContext context, string role) => context.State.Frameworks.Any(framework =>
        framework.Roles.Contains(role, StringComparer.Ordinal)
        || framework.Used.Any(entry => string.Equals(entry.Key.AllocationRole, role, StringComparison.Ordinal)));

    /// <summary>What roles have, summed over all that is registered.</summary>
    public static RoleTotals RoleTotals(this MasterContext context)
    {
        var totals = new RoleTotals();
        foreach (var framework in context.State.Frameworks)
        {
            totals.AddFramework(framework.Used, framework.Offered);
        }

        foreach (var agent in context.State.Agents)
        {
            totals.AddAgent(agent.Total, agent.Used);
        }

        return totals;
    }
}
