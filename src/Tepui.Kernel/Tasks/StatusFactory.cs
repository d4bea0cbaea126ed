using System;
using Mesos.V1;

namespace Tepui.Kernel.Tasks;

/// <summary>Makes the statuses a master says itself: no uuid, so nobody acknowledges them.</summary>
public static class StatusFactory
{
    /// <summary>Seconds since 1970, as statuses have them.</summary>
    public static double ToTimestamp(DateTimeOffset time) => (time - DateTimeOffset.UnixEpoch).Ticks / (double)TimeSpan.TicksPerSecond;

    /// <summary>Nanoseconds since 1970, as TimeInfo has them.</summary>
    public static long ToNanoseconds(DateTimeOffset time) => (time - DateTimeOffset.UnixEpoch).Ticks * 100;

    public static TaskStatus Make(
        TaskId task,
        AgentId? agent,
        TaskState state,
        string message,
        TaskStatus.Types.Reason reason,
        DateTimeOffset now)
    {
        var status = new TaskStatus
        {
            TaskId = new TaskID { Value = task.Value },
            State = state,
            Message = message,
            Source = TaskStatus.Types.Source.Master,
            Reason = reason,
            Timestamp = ToTimestamp(now),
        };
        if (agent is { } known)
        {
            status.AgentId = new AgentID { Value = known.Value };
        }

        return status;
    }

    /// <summary>Says a task's reported state once more, with what its last status told about the container.</summary>
    public static TaskStatus Repeat(TaskRecord task, string message, TaskStatus.Types.Reason reason, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(task);
        var status = Make(task.Id, task.Agent, task.ReportedState, message, reason, now);
        if (task.Executor is { } executor)
        {
            status.ExecutorId = new ExecutorID { Value = executor.Value };
        }

        if (task.Image.LastStatus() is { } last)
        {
            if (last.HasHealthy)
            {
                status.Healthy = last.Healthy;
            }

            status.CheckStatus = last.CheckStatus;
            status.ContainerStatus = last.ContainerStatus;
        }

        return status;
    }
}
