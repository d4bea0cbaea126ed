using System.Collections.Generic;
using System.Linq;
using Tepui.Endpoints.Metrics;
using Tepui.Kernel.Allocation;
using Tepui.Kernel.Resources;

namespace Tepui.Master.Endpoints.Metrics;

/// <summary>The allocator's metrics: <c>allocator/mesos/...</c>.</summary>
internal static class AllocatorMetricNames
{
    public static void Add(MetricSet metrics, AllocatorFigures figures)
    {
        metrics["allocator/mesos/allocation_runs"] = figures.Runs;
        foreach (RoleFigures role in figures.Roles)
        {
            metrics.Add("allocator/mesos/offer_filters/roles/{role}/active", role.ActiveFilters, role.Role);
            metrics.Add("allocator/mesos/roles/{role}/shares/dominant", role.DominantShare, role.Role);
            foreach ((string resource, long consumed) in role.Consumed)
            {
                metrics.Add("allocator/mesos/quota/roles/{role}/resources/{resource}/consumed", FixedPoint.ToDouble(consumed), role.Role, resource);
            }

            if (!role.Quota.IsDefault)
            {
                AddQuota(metrics, role);
            }
        }
    }

    private static void AddQuota(MetricSet metrics, RoleFigures role)
    {
        var held = role.Held.ToDictionary(static pair => pair.Key, static pair => pair.Value);
        foreach ((string resource, long guarantee) in role.Quota.Guarantees)
        {
            metrics.Add("allocator/mesos/quota/roles/{role}/resources/{resource}/guarantee", FixedPoint.ToDouble(guarantee), role.Role, resource);
        }

        foreach ((string resource, long limit) in role.Quota.Limits)
        {
            metrics.Add("allocator/mesos/quota/roles/{role}/resources/{resource}/limit", FixedPoint.ToDouble(limit), role.Role, resource);
        }

        foreach (string resource in role.Quota.Guarantees.Concat(role.Quota.Limits).Select(static pair => pair.Key).Distinct())
        {
            metrics.Add(
                "allocator/mesos/quota/roles/{role}/resources/{resource}/offered_or_allocated",
                FixedPoint.ToDouble(held.GetValueOrDefault(resource)),
                role.Role,
                resource);
        }
    }
}
