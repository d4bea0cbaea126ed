using Mesos.V1;
using Tepui.Internal.V1;
using Tepui.Kernel.Agent.Tasks;

namespace Tepui.Kernel.Agent.Recovery;

/// <summary>What health checks came to, in the log: it follows from the updates made, and is written only where some of those are not.</summary>
internal static class HealthRecords
{
    public static void Made(AgentTask task, TaskStatus status)
    {
        if (status is { HasHealthy: true, Reason: TaskStatus.Types.Reason.TaskHealthCheckStatusUpdated })
        {
            task.Health.Add(status.Healthy);
        }
    }

    public static AgentCheckpoint Record(AgentTask task) => new()
    {
        HealthCounted = new AgentCheckpoint.Types.HealthCounted
        {
            FrameworkId = new FrameworkID { Value = task.Framework.Id.Value },
            TaskId = new TaskID { Value = task.Id.Value },
            ConsecutiveFailures = task.Health.ConsecutiveFailures,
            EverHealthy = task.Health.EverHealthy,
        },
    };

    public static void Counted(AgentTask? task, AgentCheckpoint.Types.HealthCounted counted)
    {
        if (task is not null)
        {
            task.Health.ConsecutiveFailures = counted.ConsecutiveFailures;
            task.Health.EverHealthy = counted.EverHealthy;
        }
    }
}
