using System;

namespace Tepui.Endpoints.Metrics;

/// <summary>How a metric behaves over time.</summary>
public enum MetricKind
{
    /// <summary>Goes up and down.</summary>
    Gauge,

    /// <summary>Only goes up, until the next start.</summary>
    Counter,
}

/// <summary>Which of Mesos's metrics are counters, by their names (docs/monitoring.md tells it of each).</summary>
public static class MetricKinds
{
    private static readonly string[] CounterBeginnings =
    [
        "allocator/mesos/allocation_runs",
        "master/dropped_messages",
        "master/frameworks/{framework_name}/{framework_id}/calls",
        "master/frameworks/{framework_name}/{framework_id}/events",
        "master/frameworks/{framework_name}/{framework_id}/offers",
        "master/frameworks/{framework_name}/{framework_id}/operations",
        "master/frameworks/{framework_name}/{framework_id}/tasks/terminal",
        "master/http_cache_hits",
        "master/invalid_",
        "master/messages_",
        "master/recovery_slave_removals",
        "master/slave_",
        "master/task_",
        "master/valid_",
        "master/{state}/",
        "master/operations/{operation}/total",
        "slave/container_launch_errors",
        "slave/executors_preempted",
        "slave/executors_terminated",
        "slave/invalid_",
        "slave/recovery_errors",
        "slave/valid_",
        "tepui/loop_batches",
        "tepui/loop_steps",
        "tepui/status_update_retries",
        "tepui/unexpected_acknowledgements",
    ];

    /// <summary>Ends of names that count, whatever is before them: states that a thing comes to and does not leave.</summary>
    private static readonly string[] CounterEndings =
    [
        "tasks_dropped", "tasks_error", "tasks_failed", "tasks_finished", "tasks_gone", "tasks_gone_by_operator", "tasks_killed", "tasks_lost",
    ];

    public static MetricKind Of(string name)
    {
        foreach (string beginning in CounterBeginnings)
        {
            if (name.StartsWith(beginning, StringComparison.Ordinal))
                return MetricKind.Counter;
        }

        foreach (string ending in CounterEndings)
        {
            if (name.EndsWith(ending, StringComparison.Ordinal))
                return MetricKind.Counter;
        }

        return MetricKind.Gauge;
    }
}
