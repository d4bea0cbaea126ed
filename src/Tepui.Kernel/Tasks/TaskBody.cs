using Mesos.V1;

namespace Tepui.Kernel.Tasks;

/// <summary>What never changes of a task.</summary>
/// <param name="executor">The executor it runs under; null for a command task.</param>
public sealed class TaskBody(FrameworkId framework, TaskId id, AgentId agent, ExecutorId? executor, TaskShape shape)
{
    private readonly string? _executor = executor?.Value;

    public FrameworkId Framework => framework;

    public TaskId Id => id;

    public AgentId Agent => agent;

    public ExecutorId? Executor => _executor is null ? null : new ExecutorId(_executor);

    public TaskShape Shape => shape;

    /// <summary>As a message without a state and statuses: made afresh, the caller's own.</summary>
    public Task ToTask()
    {
        var task = new Task();
        Google.Protobuf.MessageExtensions.MergeFrom(task, shape.Wire);
        task.TaskId = new TaskID { Value = id.Value };
        task.FrameworkId = new FrameworkID { Value = framework.Value };
        task.AgentId = new AgentID { Value = agent.Value };
        if (_executor is not null)
        {
            task.ExecutorId = new ExecutorID { Value = _executor };
        }

        return task;
    }
}
