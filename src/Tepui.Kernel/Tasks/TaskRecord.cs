using System;
using Google.Protobuf;
using Mesos.V1;
using Tepui.Kernel.Master.Tracking;
using Tepui.Kernel.Resources;

namespace Tepui.Kernel.Tasks;

/// <summary>A task the master knows: what it computes with, and the rest as wire bytes.</summary>
public sealed class TaskRecord : ITracked
{
    public TaskRecord(FrameworkId framework, TaskId id, AgentId agent, ExecutorId? executor, ResourceSet resources, TaskImage image)
    {
        Framework = framework;
        Id = id;
        Agent = agent;
        Executor = executor;
        Resources = resources;
        Image = image;
    }

    public FrameworkId Framework { get; }

    public TaskId Id { get; }

    public AgentId Agent { get; }

    /// <summary>The executor it runs under; null for a command task.</summary>
    public ExecutorId? Executor { get; }

    /// <summary>What it holds, allocated to a role.</summary>
    public ResourceSet Resources { get; }

    /// <summary>The task as it stands; replaced by each change, so a view may keep it.</summary>
    public TaskImage Image
    {
        get;
        private set
        {
            field = value;
            Part?.Change();
        }
    }

    /// <summary>Where a view finds it.</summary>
    public TrackedPart? Part { get; set; }

    public TaskState State => Image.State;

    /// <summary>The state its framework was told last.</summary>
    public TaskState ReportedState => Image.StatusUpdateState ?? Image.State;

    /// <summary>A task of an agent that came back, or of a message.</summary>
    public static TaskRecord Of(Task task, ResourceSet resources)
    {
        ArgumentNullException.ThrowIfNull(task);
        return new TaskRecord(
            new FrameworkId(task.FrameworkId.Value),
            new TaskId(task.TaskId.Value),
            new AgentId(task.AgentId.Value),
            task.ExecutorId is { Value.Length: > 0 } executor ? new ExecutorId(executor.Value) : null,
            resources,
            TaskImage.Of(task));
    }

    /// <summary>A task that is just being launched: TASK_STAGING until its first update.</summary>
    public static TaskRecord Launch(FrameworkId framework, TaskInfo info, ResourceSet resources)
    {
        ArgumentNullException.ThrowIfNull(info);
        return new TaskRecord(
            framework,
            new TaskId(info.TaskId.Value),
            new AgentId(info.AgentId.Value),
            info.Executor is null ? null : new ExecutorId(info.Executor.ExecutorId.Value),
            resources,
            TaskImage.OfLaunched(TaskMessage.Of(framework, info)));
    }

    /// <summary>Takes a status in; <paramref name="state"/> is what the task has come to, which may be ahead of the status.</summary>
    public void Apply(TaskStatus status, TaskState state) =>
        Image = Image.WithStatus(status, Image.State.IsTerminal() ? Image.State : state);

    /// <summary>Notes which update its framework was sent.</summary>
    public void Sent(TaskState state, ByteString uuid) => Image = Image.WithSent(state, uuid);
}
