using Mesos.V1;

namespace Tepui.Kernel.Tasks;

/// <summary>What a framework described to be launched, as the message that says what became of it.</summary>
public static class TaskMessage
{
    /// <summary>The message without a state; it shares its parts with <paramref name="info"/>.</summary>
    public static Task Of(FrameworkId framework, TaskInfo info)
    {
        var task = WithoutIds(info);
        task.TaskId = info.TaskId;
        task.FrameworkId = new FrameworkID { Value = framework.Value };
        task.AgentId = info.AgentId;
        task.ExecutorId = info.Executor?.ExecutorId;
        return task;
    }

    /// <summary>The same without ids: what tasks alike have in common.</summary>
    internal static Task WithoutIds(TaskInfo info)
    {
        var task = new Task
        {
            Name = info.Name,
            Labels = info.Labels,
            Discovery = info.Discovery,
            Container = info.Container,
            HealthCheck = info.HealthCheck,
            KillPolicy = info.KillPolicy,
        };
        task.Resources.AddRange(info.Resources);
        task.Limits.Add(info.Limits);
        if ((info.Command ?? info.Executor?.Command) is { HasUser: true } command)
        {
            task.User = command.User;
        }

        return task;
    }
}
