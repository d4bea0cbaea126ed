using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using Mesos.V1;
using Microsoft.AspNetCore.Http;
using Tepui.Http.Responses;
using Tepui.Kernel.Master.Views;
using Tepui.Kernel.Resources;
using Tepui.Master.Endpoints.State;
using Tepui.Runtime.Loops;

namespace Tepui.Master.Endpoints.Metrics;

/// <summary>/metrics/snapshot: flat JSON, by the names of Mesos's docs/monitoring.md.</summary>
internal sealed class MetricsSnapshot(MasterService service, SnapshotReader<MasterView> views)
{
    private static readonly string[] Scalars = ["cpus", "disk", "gpus", "mem"];

    private static readonly TaskState[] Active =
    [
        TaskState.TaskKilling, TaskState.TaskRunning, TaskState.TaskStaging, TaskState.TaskStarting,
    ];

    public async System.Threading.Tasks.Task HandleAsync(HttpContext context)
    {
        MasterView view = await views.ReadAsync().ConfigureAwait(false);
        await context.JsonAsync(JsonBody.Write(writer =>
        {
            writer.WriteStartObject();
            foreach (KeyValuePair<string, double> metric in Take(view))
            {
                writer.WriteDouble(metric.Key, metric.Value);
            }

            writer.WriteEndObject();
        })).ConfigureAwait(false);
    }

    /// <summary>Every metric, by name.</summary>
    public SortedDictionary<string, double> Take(MasterView view)
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
        metrics["master/operator_event_stream_subscribers"] = 0;
        metrics["master/event_queue_dispatches"] = 0;
        metrics["master/event_queue_http_requests"] = 0;
        metrics["registrar/state_store_ms"] = service.Registry.LastDuration.TotalMilliseconds;
        metrics["registrar/state_store_ms/count"] = service.Registry.Stored;
        metrics["tepui/loop_steps"] = service.Loop.Steps;
        metrics["tepui/loop_batches"] = service.Loop.Batches;
        metrics["tepui/loop_queue_high_water"] = service.Loop.HighWater;
        AddSystem(metrics);
        return metrics;
    }

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
            metrics["master/" + TaskJson.NameOf(state).ToLowerInvariant().Replace("task_", "tasks_", StringComparison.Ordinal)] =
                view.Frameworks.Sum(framework => framework.Tasks.Count(task => task.State == state));
        }

        metrics["master/tasks_unreachable"] = view.Frameworks.Sum(static framework => framework.UnreachableTasks.Count);
    }

    private static void AddResources(SortedDictionary<string, double> metrics, MasterView view)
    {
        foreach (string name in Scalars)
        {
            double total = view.Agents.Sum(agent => FixedPoint.ToDouble(agent.Total.Scalar(name)));
            double used = view.Agents.Sum(agent => FixedPoint.ToDouble(agent.Used.Scalar(name)));
            double offered = view.Agents.Sum(agent => FixedPoint.ToDouble(agent.Offered.Scalar(name)));
            metrics[$"master/{name}_total"] = total;
            metrics[$"master/{name}_used"] = used;
            metrics[$"master/{name}_percent"] = total > 0 ? used / total : 0;
            metrics[$"master/{name}_revocable_total"] = 0;
            metrics[$"master/{name}_revocable_used"] = 0;
            metrics[$"master/{name}_revocable_percent"] = 0;
            metrics[$"allocator/mesos/resources/{name}/total"] = total;
            metrics[$"allocator/mesos/resources/{name}/offered_or_allocated"] = used + offered;
        }
    }

    private static void AddSystem(SortedDictionary<string, double> metrics)
    {
        metrics["system/cpus_total"] = System.Environment.ProcessorCount;
        try
        {
            string[] loads = File.ReadAllText("/proc/loadavg").Split(' ');
            metrics["system/load_1min"] = double.Parse(loads[0], CultureInfo.InvariantCulture);
            metrics["system/load_5min"] = double.Parse(loads[1], CultureInfo.InvariantCulture);
            metrics["system/load_15min"] = double.Parse(loads[2], CultureInfo.InvariantCulture);
            foreach (string line in File.ReadLines("/proc/meminfo"))
            {
                string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                if (words[0] is "MemTotal:" or "MemFree:")
                {
                    string name = words[0] == "MemTotal:" ? "system/mem_total_bytes" : "system/mem_free_bytes";
                    metrics[name] = double.Parse(words[1], CultureInfo.InvariantCulture) * 1024;
                }
            }
        }
        catch (Exception exception) when (exception is IOException or FormatException or IndexOutOfRangeException)
        {
            // A machine without /proc as Linux has it goes without these.
        }
    }
}
