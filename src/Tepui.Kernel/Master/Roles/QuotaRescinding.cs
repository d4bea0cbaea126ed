using System;
using System.Collections.Generic;
using System.Linq;
using Tepui.Kernel.Quotas;
using Tepui.Kernel.Resources;
using Tepui.Kernel.Roles;

namespace Tepui.Kernel.Master.Roles;

/// <summary>
/// Takes offers back that a new quota does not allow, as Mesos does it (src/master/quota_handler.cpp): reservations may count as
/// both consumed and offered, so that sometimes more is taken back than need be.
/// </summary>
internal static class QuotaRescinding
{
    /// <summary>For UPDATE_QUOTA: what is above limits, then what guarantees need.</summary>
    public static void Enforce(MasterContext context, IEnumerable<KeyValuePair<string, Quota>> quotas)
    {
        var totals = context.RoleTotals();
        var offers = context.State.Offers.Count;
        foreach (var (role, quota) in quotas)
        {
            if (context.State.Offers.Count != offers)
            {
                totals = context.RoleTotals();
                offers = context.State.Offers.Count;
            }

            var has = totals.Of(role);
            var held = LowerToLimits(context, role, quota.Limits, has.Consumed.Add(has.Offered));
            RaiseToGuarantees(context, role, quota.Guarantees, held);
        }
    }

    /// <summary>For SET_QUOTA: whole agents' offers, until they hold what is guaranteed and there is an agent for each framework.</summary>
    public static void MakeRoom(MasterContext context, string role, ResourceSet guarantee)
    {
        var frameworks = context.State.Frameworks.Count(framework =>
            framework.Connected && framework.Roles.Contains(role, StringComparer.Ordinal));
        var visited = 0;
        var rescinded = ResourceSet.Empty;
        foreach (var agent in context.State.Agents)
        {
            if (rescinded.Contains(guarantee) && visited >= frameworks)
            {
                break;
            }

            if (agent.Connected && agent.Offers.Count > 0)
            {
                rescinded += agent.Offered.WithoutAllocation();
                visited++;
                OfferLife.RescindAll(context, agent.Offers, $"role '{role}' got a quota");
            }
        }
    }

    private static ResourceQuantities LowerToLimits(MasterContext context, string role, ResourceLimits limits, ResourceQuantities held)
    {
        if (limits.Contains(held))
        {
            return held;
        }

        foreach (var framework in context.State.Frameworks)
        {
            foreach (var offer in framework.Offers.Snapshot())
            {
                if (limits.Contains(held))
                {
                    return held;
                }

                if (RoleName.IsSameOrStrictSubroleOf(offer.Role, role))
                {
                    held = held.Subtract(ResourceQuantities.Of(offer.Resources));
                    OfferLife.Rescind(context, offer, $"role '{role}' is above its limits");
                }
            }
        }

        return held;
    }

    private static void RaiseToGuarantees(MasterContext context, string role, ResourceQuantities guarantees, ResourceQuantities held)
    {
        foreach (var agent in context.State.Agents)
        {
            if (held.Contains(guarantees))
            {
                return;
            }

            foreach (var offer in agent.Offers.Snapshot())
            {
                if (held.Contains(guarantees))
                {
                    return;
                }

                if (!RoleName.IsSameOrStrictSubroleOf(offer.Role, role))
                {
                    held = held.Add(ResourceQuantities.Of(offer.Resources));
                    OfferLife.Rescind(context, offer, $"role '{role}' is below its guarantees");
                }
            }
        }
    }
}
