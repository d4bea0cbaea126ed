using Mesos.V1;
using Tepui.Kernel.Resources;
using Tepui.Kernel.Tasks;

namespace Tepui.Kernel.Master.Views;

/// <summary>A task at the time of a view; its message is made when it is asked for.</summary>
public readonly struct TaskView : System.IEquatable<TaskView>
{
    private readonly TaskRecord _task;

    internal TaskView(TaskRecord task)
    {
        _task = task;
        Image = task.Image;
    }

    public FrameworkId Framework => _task.Framework;

    public TaskId Id => _task.Id;

    public AgentId Agent => _task.Agent;

    /// <summary>The executor it runs under; null for a command task.</summary>
    public ExecutorId? Executor => _task.Executor;

    /// <summary>What it holds, or held, allocated to a role.</summary>
    public ResourceSet Resources => _task.Resources;

    /// <summary>The task as wire bytes.</summary>
    public TaskImage Image { get; }

    public TaskState State => Image.State;

    /// <summary>The whole as a message: made afresh, the caller's own.</summary>
    public Task ToTask() => Image.ToTask();

    public bool Equals(TaskView other) => ReferenceEquals(Image, other.Image);

    public override bool Equals(object? obj) => obj is TaskView other && Equals(other);

    public override int GetHashCode() => Image.GetHashCode();

    public static bool operator ==(TaskView left, TaskView right) => left.Equals(right);

    public static bool operator !=(TaskView left, TaskView right) => !left.Equals(right);
}
