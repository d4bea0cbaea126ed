using Google.Protobuf;
using Mesos.V1;
using Tepui.Kernel.Master.Tracking;
using Tepui.Kernel.Resources;

namespace Tepui.Kernel.Tasks;

/// <summary>A task the master knows.</summary>
public sealed class TaskRecord : ITracked
{
    public TaskRecord(TaskImage image) => Image = image;

    public FrameworkId Framework => Image.Body.Framework;

    public TaskId Id => Image.Body.Id;

    public AgentId Agent => Image.Body.Agent;

    /// <summary>The executor it runs under; null for a command task.</summary>
    public ExecutorId? Executor => Image.Body.Executor;

    /// <summary>What it holds, allocated to a role.</summary>
    public ResourceSet Resources => Image.Body.Shape.Resources;

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

    /// <summary>A task that is just being launched: TASK_STAGING until its first update.</summary>
    internal static TaskRecord Launch(FrameworkId framework, AgentId agent, TaskInfo info, ResourceSet resources, TaskShapes shapes) =>
        new(TaskImage.OfLaunched(new TaskBody(
            framework,
            new TaskId(info.TaskId.Value),
            agent,
            info.Executor is null ? null : new ExecutorId(info.Executor.ExecutorId.Value),
            shapes.Of(TaskMessage.WithoutIds(info), resources))));

    /// <summary>Takes a status in; <paramref name="state"/> is what the task has come to, which may be ahead of the status.</summary>
    public void Apply(TaskStatus status, TaskState state) =>
        Image = Image.WithStatus(status, Image.State.IsTerminal() ? Image.State : state);

    /// <summary>Notes which update its framework was sent.</summary>
    public void Sent(TaskState state, ByteString uuid) => Image = Image.WithSent(state, uuid);
}
