using System;
using System.Linq;
using Mesos.V1;
using Tepui.Endpoints.Host;
using Tepui.Endpoints.Metrics;
using Tepui.Kernel.Agent.Views;
using Tepui.Kernel.Resources;

namespace Tepui.Agent.Endpoints;

/// <summary>The agent's metrics under Mesos's names (docs/monitoring.md); what it does not have counts 0.</summary>
internal static class AgentMetrics
{
    private static readonly (string Name, TaskState State)[] EndStates =
    [
        ("slave/tasks_failed", TaskState.TaskFailed),
        ("slave/tasks_finished", TaskState.TaskFinished),
        ("slave/tasks_gone", TaskState.TaskGone),
        ("slave/tasks_killed", TaskState.TaskKilled),
        ("slave/tasks_lost", TaskState.TaskLost),
    ];

    /// <summary>What could only be counted in parts that the agent does not have.</summary>
    private static readonly string[] Absent =
    [
        "containerizer/mesos/provisioner/bind/remove_rootfs_errors",
        "containerizer/mesos/provisioner/remove_container_errors",
        "resource_provider_manager/events/disconnect",
        "resource_provider_manager/events/subscribe",
        "resource_provider_manager/subscribed",
    ];

    private static readonly (string Name, TaskState State)[] LiveStates =
    [
        ("slave/tasks_killing", TaskState.TaskKilling),
        ("slave/tasks_running", TaskState.TaskRunning),
        ("slave/tasks_staging", TaskState.TaskStaging),
        ("slave/tasks_starting", TaskState.TaskStarting),
    ];

    public static MetricSet Read(AgentFacts facts, AgentView view, DateTimeOffset now)
    {
        var metrics = new MetricSet();
        ResourceSet used = AgentFacts.Allocated(view);
        foreach (string name in ResourceMetrics.Names)
        {
            ResourceMetrics.Add(
                metrics, "slave", name, FixedPoint.ToDouble(view.Total.Scalar(name)), FixedPoint.ToDouble(used.Scalar(name)));
        }

        foreach ((string name, TaskState state) in EndStates)
            metrics[name] = view.Counters.Ended(state);
        foreach ((string name, TaskState state) in LiveStates)
            metrics[name] = view.Tasks.Count(task => task.State == state);
        TaskView[] commands = [.. view.Frameworks.SelectMany(framework => framework.Tasks).Where(task => !task.Ended)];
        metrics["slave/executors_running"] = commands.Count(task => task.Pid > 0) + Count(view, ExecutorState.Running);
        metrics["slave/executors_registering"] = commands.Count(task => task.Pid == 0) + Count(view, ExecutorState.Registering);
        metrics["slave/executors_terminating"] = Count(view, ExecutorState.Terminating);
        metrics["slave/executors_terminated"] = view.Counters.ExecutorsTerminated;
        metrics["slave/executors_preempted"] = 0;
        metrics["slave/container_launch_errors"] = view.Counters.LaunchFailures;
        metrics["slave/frameworks_active"] = view.Frameworks.Count;
        metrics["slave/valid_status_updates"] = view.Counters.Updates;
        metrics["slave/invalid_status_updates"] = view.Counters.InvalidUpdates;
        metrics["slave/valid_framework_messages"] = view.Counters.Messages;
        metrics["slave/invalid_framework_messages"] = view.Counters.MessagesDropped;
        metrics["slave/recovery_errors"] = 0;
        metrics["slave/recovery_time_secs"] = facts.RecoveryTime.TotalSeconds;
        metrics["slave/executor_directory_max_allowed_age_secs"] = view.Counters.SandboxAllowedAge.TotalSeconds;
        metrics["slave/registered"] = view.Registered ? 1 : 0;
        metrics["slave/uptime_secs"] = (now - facts.Started).TotalSeconds;
        metrics["tepui/status_update_retries"] = view.Counters.Retries;
        metrics["tepui/unexpected_acknowledgements"] = view.Counters.UnexpectedAcknowledgements;
        metrics["containerizer/mesos/container_destroy_errors"] = facts.Pending.DestroyErrors;
        foreach (string name in Absent)
            metrics[name] = 0;
        if (facts.Projects.Total > 0)
        {
            metrics["containerizer/mesos/disk/project_ids_total"] = facts.Projects.Total;
            metrics["containerizer/mesos/disk/project_ids_free"] = facts.Projects.Free;
        }

        metrics["containerizer/fetcher/task_fetches_succeeded"] = facts.Fetcher?.Succeeded ?? 0;
        metrics["containerizer/fetcher/task_fetches_failed"] = facts.Fetcher?.Failed ?? 0;
        metrics["containerizer/fetcher/cache_size_total_bytes"] = facts.Fetcher?.CacheBytes ?? 0;
        metrics["containerizer/fetcher/cache_size_used_bytes"] = facts.Fetcher?.CacheBytesUsed ?? 0;
        metrics["gc/path_removals_pending"] = view.Counters.PathRemovalsPending;
        metrics["gc/path_removals_succeeded"] = view.Counters.PathRemovalsSucceeded;
        metrics["gc/path_removals_failed"] = view.Counters.PathRemovalsFailed;
        SystemStatistics.AddTo(metrics);
        return metrics;
    }

    private static int Count(AgentView view, ExecutorState state) => view.Executors.Count(executor => executor.State == state);
}
