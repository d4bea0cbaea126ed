using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Mesos.V1;
using Tepui.Endpoints.Host;
using Tepui.Endpoints.Metrics;
using Tepui.Endpoints.Tasks;
using Tepui.Kernel.Master.Views;
using Tepui.Kernel.Resources;
using Tepui.Runtime.Loops;

namespace Tepui.Master.Endpoints.Metrics;

/// <summary>/metrics/snapshot: flat JSON, by the names of Mesos's docs/monitoring.md.</summary>
internal sealed class MetricsSnapshot(MasterService service, SnapshotReader<MasterView> views)
{
    private static readonly TaskState[] Active =
    [
        TaskState.TaskKilling, TaskState.TaskRunning, TaskState.TaskStaging, TaskState.TaskStarting,
    ];

    /// <summary>Every metric, by name.</summary>
    public async Task<SortedDictionary<string, double>> TakeAsync() => Take(await views.ReadAsync().ConfigureAwait(false));

    private static void AddCounts(SortedDictionary<string, double> metrics, MasterView view)
    {
        int connected = view.Frameworks.Count(static framework => framework.Connected);
        int active = view.Frameworks.Count(static framework => framework.Active);
        metrics["master/frameworks_active"] = active;
        metrics["master/frameworks_connected"] = connected;
        metrics["master/frameworks_disconnected"] = view.Frameworks.Count - connected;
        metrics["master/frameworks_inactive"] = view.Frameworks.Count - active;
        connected = view.Agents.Count(static agent => agent.Connected);
        active = view.Agents.Count(static agent => agent.Active);
        metrics["master/slaves_active"] = active;
        metrics["master/slaves_connected"] = connected;
        metrics["master/slaves_disconnected"] = view.Agents.Count - connected;
        metrics["master/slaves_inactive"] = view.Agents.Count - active;
        metrics["master/slaves_unreachable"] = view.UnreachableAgents.Count;
        metrics["master/outstanding_offers"] = view.Frameworks.Sum(static framework => framework.Offers.Count);
        foreach (TaskState state in Active)
        {
            metrics["master/" + StateNames.Of(state).ToLowerInvariant().Replace("task_", "tasks_", StringComparison.Ordinal)] =
                view.Frameworks.Sum(framework => framework.Tasks.Count(task => task.State == state));
        }

        metrics["master/tasks_unreachable"] = view.Frameworks.Sum(static framework => framework.UnreachableTasks.Count);
    }

    private static void AddResources(SortedDictionary<string, double> metrics, MasterView view)
    {
        foreach (string name in ResourceMetrics.Names)
        {
            double total = view.Agents.Sum(agent => FixedPoint.ToDouble(agent.Total.Scalar(name)));
            double used = view.Agents.Sum(agent => FixedPoint.ToDouble(agent.Used.Scalar(name)));
            double offered = view.Agents.Sum(agent => FixedPoint.ToDouble(agent.Offered.Scalar(name)));
            ResourceMetrics.Add(metrics, "master", name, total, used);
            metrics[$"allocator/mesos/resources/{name}/total"] = total;
            metrics[$"allocator/mesos/resources/{name}/offered_or_allocated"] = used + offered;
        }
    }

    private SortedDictionary<string, double> Take(MasterView view)
    {
        var metrics = new SortedDictionary<string, double>(StringComparer.Ordinal);
        foreach (KeyValuePair<string, long> counter in view.Counters.All())
        {
            metrics[counter.Key] = counter.Value;
        }

        AddCounts(metrics, view);
        AddResources(metrics, view);
        foreach (FrameworkView framework in view.Frameworks.Concat(view.CompletedFrameworks))
        {
            FrameworkMetricNames.Add(metrics, framework);
        }

        metrics["master/elected"] = view.Leads ? 1 : 0;
        metrics["master/uptime_secs"] = (service.Time.GetUtcNow() - service.StartTime).TotalSeconds;
        metrics["master/event_queue_messages"] = service.Loop.Depth;
        metrics["master/operator_event_stream_subscribers"] = view.OperatorSubscribers;
        metrics["master/event_queue_dispatches"] = 0;
        metrics["master/event_queue_http_requests"] = 0;
        metrics["registrar/state_store_ms"] = service.Registry.LastDuration.TotalMilliseconds;
        metrics["registrar/state_store_ms/count"] = service.Registry.Stored;
        metrics["tepui/loop_steps"] = service.Loop.Steps;
        metrics["tepui/loop_batches"] = service.Loop.Batches;
        metrics["tepui/loop_queue_high_water"] = service.Loop.HighWater;
        SystemStatistics.AddTo(metrics);
        return metrics;
    }
}
