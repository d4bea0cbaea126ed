using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Mesos.V1;
using Tepui.Endpoints.Host;
using Tepui.Endpoints.Metrics;
using Tepui.Endpoints.Tasks;
using Tepui.Kernel.Master;
using Tepui.Kernel.Master.Views;
using Tepui.Kernel.Resources;
using Tepui.Master.Elections;
using Tepui.Master.Hosting;
using Tepui.Runtime.Loops;

namespace Tepui.Master.Endpoints.Metrics;

/// <summary>A master's metrics, by the names of Mesos's docs/monitoring.md.</summary>
internal sealed class MetricsSnapshot(
    MailboxLoop<MasterInput> loop,
    MasterMachine machine,
    RegistryWriter registry,
    MasterTimers timers,
    LeaderBoard board,
    TimeProvider time,
    bool perFramework)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    private static readonly TaskState[] Active =
    [
        TaskState.TaskKilling, TaskState.TaskRunning, TaskState.TaskStaging, TaskState.TaskStarting,
    ];

    private readonly DateTimeOffset _started = time.GetUtcNow();
    private readonly SnapshotReader<(MasterView View, MasterFigures Figures)> _reader =
        new(loop.Run, () => (machine.TakeView(), machine.TakeFigures()));

    /// <summary>Every metric.</summary>
    public async Task<MetricSet> TakeAsync()
    {
        (MasterView view, MasterFigures figures) = await _reader.ReadAsync().ConfigureAwait(false);
        return Take(view, figures);
    }

    /// <summary>The same for collectors that cannot await: null when the master is too busy, or stops.</summary>
    public MetricSet? TakeNow()
    {
        using var done = new ManualResetEventSlim();
        (MasterView View, MasterFigures Figures)? taken = null;
        bool runs = loop.Run(() =>
        {
            taken = (machine.TakeView(), machine.TakeFigures());

            // Whoever gave up waiting has taken the event away.
            try
            {
                done.Set();
            }
            catch (ObjectDisposedException)
            {
            }
        });
        return runs && done.Wait(LongestWait) && taken is { } both ? Take(both.View, both.Figures) : null;
    }

    private static void AddCounts(MetricSet metrics, MasterView view)
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
                view.Frameworks.Sum(framework => framework.Metrics.ActiveTasks(state));
        }

        metrics["master/tasks_unreachable"] = view.Frameworks.Sum(static framework => framework.UnreachableTasks.Count);
        metrics["master/operator_event_stream_subscribers"] = view.OperatorSubscribers;
    }

    private static void AddResources(MetricSet metrics, MasterView view)
    {
        foreach (string name in ResourceMetrics.Names)
        {
            long total = 0;
            long used = 0;
            long offered = 0;
            foreach (AgentView agent in view.Agents)
            {
                total += agent.Total.Scalar(name);
                used += agent.Used.Scalar(name);
                offered += agent.Offered.Scalar(name);
            }

            ResourceMetrics.Add(metrics, "master", name, FixedPoint.ToDouble(total), FixedPoint.ToDouble(used));
            if (name != "gpus")
            {
                // Mesos leaves the GPUs out of these.
                metrics.Add("allocator/mesos/resources/{resource}/total", FixedPoint.ToDouble(total), name);
                metrics.Add("allocator/mesos/resources/{resource}/offered_or_allocated", FixedPoint.ToDouble(used + offered), name);
            }
        }
    }

    private static void AddCounters(MetricSet metrics, MasterCounters counters)
    {
        foreach (KeyValuePair<string, long> counter in counters.All())
        {
            string[] parts = counter.Key.Split('/');
            switch (parts)
            {
                case ["master", var state, var source, var reason] when source.StartsWith("source_", StringComparison.Ordinal):
                    metrics.Add("master/{state}/{source}/{reason}", "master/task_causes", counter.Value, state, source, reason);
                    break;
                case ["master", "operations", var type, "total"]:
                    metrics.Add("master/operations/{operation}/total", "master/operations_begun", counter.Value, type);
                    break;
                case ["master", "operations", var type, var state]:
                    metrics.Add("master/operations/{operation}/{state}", "master/operations", counter.Value, type, state);
                    break;
                case ["master", "operations", _]:
                    metrics.AddSum(counter.Key, counter.Value);
                    break;
                case ["master", "slave_removals", var reason]:
                    metrics.Add("master/slave_removals/{reason}", "master/slave_removals_by_reason", counter.Value, reason);
                    break;
                default:
                    metrics[counter.Key] = counter.Value;
                    break;
            }
        }

        // Of things that are not done here; Mesos has them whether they are done or not.
        metrics["master/http_cache_hits"] = 0;
        metrics["master/messages_authenticate"] = 0;
        metrics["master/messages_update_slave"] = 0;
        metrics["master/slave_shutdowns_canceled"] = 0;
        metrics["master/slave_shutdowns_completed"] = 0;
        metrics["master/slave_shutdowns_scheduled"] = 0;
    }

    private MetricSet Take(MasterView view, MasterFigures figures)
    {
        var metrics = new MetricSet();
        AddCounters(metrics, view.Counters);
        AddCounts(metrics, view);
        AddResources(metrics, view);
        AllocatorMetricNames.Add(metrics, figures.Allocator);
        if (perFramework)
        {
            foreach (FrameworkView framework in view.Frameworks.Concat(view.CompletedFrameworks))
            {
                FrameworkMetricNames.Add(metrics, framework);
            }
        }

        metrics["master/elected"] = board.Standing.IsElected ? 1 : 0;
        metrics["master/uptime_secs"] = (time.GetUtcNow() - _started).TotalSeconds;
        AddQueues(metrics);
        metrics["registrar/queued_operations"] = figures.QueuedOperations;
        metrics["registrar/registry_size_bytes"] = registry.SizeBytes;
        metrics.Add(timers.AllocationRun.Read());
        metrics.Add(timers.AllocationLatency.Read());
        metrics.Add(timers.StateFetch.Read());
        metrics.Add(timers.StateStore.Read());
        SystemStatistics.AddTo(metrics);
        return metrics;
    }

    /// <summary>There is one queue here, and it takes all kinds; the allocator has no queue of its own.</summary>
    private void AddQueues(MetricSet metrics)
    {
        metrics["master/event_queue_messages"] = loop.Depth;
        metrics["master/event_queue_dispatches"] = 0;
        metrics["master/event_queue_http_requests"] = 0;
        metrics["allocator/event_queue_dispatches"] = 0;
        metrics["allocator/mesos/event_queue_dispatches"] = 0;
        metrics["tepui/loop_steps"] = loop.Steps;
        metrics["tepui/loop_batches"] = loop.Batches;
        metrics["tepui/loop_queue_high_water"] = loop.HighWater;
    }
}
