using System;
using Mesos.V1;
using Tepui.Internal.V1;
using Tepui.Kernel.Agent.Tasks;

namespace Tepui.Kernel.Agent.Recovery;

/// <summary>What checks have to know of a task, in the log: it follows from the updates made, and is written where some of those are not.</summary>
internal static class CheckRecords
{
    private const int NanosecondsPerTick = 100;

    public static void Made(AgentTask task, TaskStatus status)
    {
        if (status.State == TaskState.TaskRunning)
        {
            task.Started ??= DateTimeOffset.UnixEpoch.AddTicks((long)Math.Round(status.Timestamp * TimeSpan.TicksPerSecond));
        }

        if (status is { HasHealthy: true, Reason: TaskStatus.Types.Reason.TaskHealthCheckStatusUpdated })
        {
            task.Health.Add(status.Healthy);
        }
    }

    /// <summary>Null where there is nothing to say.</summary>
    public static AgentCheckpoint? Record(AgentTask task) =>
        task is not { Started: { } started, Phase: TaskPhase.Running, Info: { } info }
        || (info.Check is null && info.HealthCheck is null && info.MaxCompletionTime is null)
            ? null
            : new AgentCheckpoint
            {
                TaskChecked = new AgentCheckpoint.Types.TaskChecked
                {
                    FrameworkId = new FrameworkID { Value = task.Framework.Id.Value },
                    TaskId = new TaskID { Value = task.Id.Value },
                    StartedUnixNanoseconds = (started - DateTimeOffset.UnixEpoch).Ticks * NanosecondsPerTick,
                    ConsecutiveFailures = task.Health.ConsecutiveFailures,
                    EverHealthy = task.Health.EverHealthy,
                },
            };

    public static void Read(AgentTask? task, AgentCheckpoint.Types.TaskChecked known)
    {
        if (task is not null)
        {
            task.Started = DateTimeOffset.UnixEpoch.AddTicks(known.StartedUnixNanoseconds / NanosecondsPerTick);
            task.Health.ConsecutiveFailures = known.ConsecutiveFailures;
            task.Health.EverHealthy = known.EverHealthy;
        }
    }
}
