using System.Collections.Generic;

namespace Tepui.Endpoints.Metrics;

/// <summary>The metrics of scalar resources under Mesos's names (docs/monitoring.md); nothing is revocable yet.</summary>
public static class ResourceMetrics
{
    /// <summary>The scalars that have metrics.</summary>
    public static IReadOnlyList<string> Names { get; } = ["cpus", "disk", "gpus", "mem"];

    /// <param name="daemon">What stands before the names: <c>master</c> or <c>slave</c>.</param>
    public static void Add(MetricSet metrics, string daemon, string name, double total, double used)
    {
        metrics[$"{daemon}/{name}_total"] = total;
        metrics[$"{daemon}/{name}_used"] = used;
        metrics[$"{daemon}/{name}_percent"] = total > 0 ? used / total : 0;
        metrics[$"{daemon}/{name}_revocable_total"] = 0;
        metrics[$"{daemon}/{name}_revocable_used"] = 0;
        metrics[$"{daemon}/{name}_revocable_percent"] = 0;
    }
}
