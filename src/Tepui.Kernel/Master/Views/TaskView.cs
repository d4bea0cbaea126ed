using System;
using Mesos.V1;
using Tepui.Kernel.Resources;
using Tepui.Kernel.Tasks;

namespace Tepui.Kernel.Master.Views;

/// <summary>A task at the time of a view; its message is made when it is asked for.</summary>
public readonly struct TaskView : IEquatable<TaskView>
{
    public TaskView(TaskImage image) => Image = image;

    internal TaskView(TaskRecord task) => Image = task.Image;

    public FrameworkId Framework => Image.Body.Framework;

    public TaskId Id => Image.Body.Id;

    public AgentId Agent => Image.Body.Agent;

    /// <summary>The executor it runs under; null for a command task.</summary>
    public ExecutorId? Executor => Image.Body.Executor;

    /// <summary>What it holds, or held, allocated to a role.</summary>
    public ResourceSet Resources => Image.Body.Shape.Resources;

    /// <summary>The task as the master keeps it.</summary>
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
