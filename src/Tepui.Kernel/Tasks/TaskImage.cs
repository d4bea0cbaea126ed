using System;
using System.Collections.Generic;
using System.Linq;
using Google.Protobuf;
using Mesos.V1;
using Tepui.Kernel.Resources;

namespace Tepui.Kernel.Tasks;

/// <summary>
/// A task at one moment: immutable, so that a view keeps a reference while the master goes on. What never changes is shared
/// between all images of a task; a status is stored once, as wire bytes already tagged as the field it becomes.
/// </summary>
public sealed class TaskImage
{
    private const int StatusesPerTask = 16;
    private const int None = -1;
    private static readonly byte[][] NoStatuses = [];

    private readonly byte[][] _statuses;
    private readonly sbyte _sentState;

    private TaskImage(TaskBody body, byte[][] statuses, TaskState state, TaskState? sentState, ByteString sentUuid)
    {
        Body = body;
        _statuses = statuses;
        State = state;
        _sentState = (sbyte)(sentState is { } sent ? (int)sent : None);
        StatusUpdateUuid = sentUuid;
    }

    /// <summary>What is the same in all images of the task.</summary>
    public TaskBody Body { get; }

    /// <summary>The task's latest state that the master knows of.</summary>
    public TaskState State { get; }

    /// <summary>The state in the last update sent to the framework; null before the first.</summary>
    public TaskState? StatusUpdateState => _sentState == None ? null : (TaskState)_sentState;

    /// <summary>The uuid of the last update sent to the framework; empty before the first.</summary>
    public ByteString StatusUpdateUuid { get; }

    /// <summary>How many statuses are kept.</summary>
    public int StatusCount => _statuses.Length;

    /// <summary>Each as field <c>statuses</c> of mesos.v1.Task, tag included.</summary>
    public ReadOnlySpan<byte[]> Statuses => _statuses;

    /// <summary>The image of a message whose resources are these.</summary>
    public static TaskImage Of(Task task, ResourceSet resources)
    {
        ArgumentNullException.ThrowIfNull(task);
        var shape = task.Clone();
        shape.TaskId = null;
        shape.FrameworkId = null;
        shape.AgentId = null;
        shape.ExecutorId = null;
        shape.ClearState();
        shape.ClearStatusUpdateState();
        shape.ClearStatusUpdateUuid();
        shape.Statuses.Clear();
        var body = new TaskBody(
            new FrameworkId(task.FrameworkId.Value),
            new TaskId(task.TaskId.Value),
            new AgentId(task.AgentId.Value),
            task.ExecutorId is { Value.Length: > 0 } executor ? new ExecutorId(executor.Value) : null,
            new TaskShape(shape.ToByteArray(), resources));
        return OfReported(
            body,
            task.Statuses.Select(Encode).ToArray(),
            task.State,
            task.HasStatusUpdateState ? task.StatusUpdateState : null,
            task.StatusUpdateUuid);
    }

    /// <summary>The image of a task that an agent reports.</summary>
    /// <param name="statuses">Each as field <c>statuses</c> of mesos.v1.Task, tag included, the oldest first.</param>
    internal static TaskImage OfReported(TaskBody body, IReadOnlyList<byte[]> statuses, TaskState state, TaskState? sentState, ByteString sentUuid) =>
        new(body, statuses.Count == 0 ? NoStatuses : statuses.TakeLast(StatusesPerTask).ToArray(), state, sentState, sentUuid);

    /// <summary>The image of a task that is just being launched.</summary>
    public static TaskImage OfLaunched(TaskBody body) => new(body, NoStatuses, TaskState.TaskStaging, null, ByteString.Empty);

    /// <summary>After another status: one of the same state as the last replaces it, data is not kept (as in Mesos).</summary>
    public TaskImage WithStatus(TaskStatus status, TaskState state)
    {
        ArgumentNullException.ThrowIfNull(status);
        var encoded = Encode(status);
        var keep = _statuses.Length;
        if (keep > 0 && StateOf(_statuses[keep - 1]) == status.State)
        {
            keep--;
        }

        var skip = keep >= StatusesPerTask ? 1 : 0;
        var statuses = new byte[keep - skip + 1][];
        Array.Copy(_statuses, skip, statuses, 0, keep - skip);
        statuses[^1] = encoded;
        return new TaskImage(Body, statuses, state, StatusUpdateState, StatusUpdateUuid);
    }

    /// <summary>After an update was sent to the framework.</summary>
    public TaskImage WithSent(TaskState state, ByteString uuid) => new(Body, _statuses, State, state, uuid);

    /// <summary>The newest kept status's state, or null without one.</summary>
    public TaskState? LastStatusState() => _statuses.Length == 0 ? null : StateOf(_statuses[^1]);

    /// <summary>The newest status kept, or null.</summary>
    public TaskStatus? LastStatus()
    {
        if (_statuses.Length == 0)
        {
            return null;
        }

        var input = new CodedInputStream(_statuses[^1]);
        input.ReadTag();
        var status = new TaskStatus();
        input.ReadMessage(status);
        return status;
    }

    /// <summary>The whole as a message: made afresh, the caller's own.</summary>
    public Task ToTask()
    {
        var task = Body.ToTask();
        foreach (var status in _statuses)
        {
            task.MergeFrom(status);
        }

        task.State = State;
        if (StatusUpdateState is { } sent)
        {
            task.StatusUpdateState = sent;
            task.StatusUpdateUuid = StatusUpdateUuid;
        }

        return task;
    }

    /// <summary>A status as field <c>statuses</c> of mesos.v1.Task, tag included, without its data.</summary>
    internal static byte[] Encode(TaskStatus status)
    {
        var kept = status;
        if (status.HasData)
        {
            kept = status.Clone();
            kept.ClearData();
        }

        var tag = WireFormat.MakeTag(Task.StatusesFieldNumber, WireFormat.WireType.LengthDelimited);
        var size = kept.CalculateSize();
        var bytes = new byte[CodedOutputStream.ComputeTagSize(Task.StatusesFieldNumber) + CodedOutputStream.ComputeLengthSize(size) + size];
        var output = new CodedOutputStream(bytes);
        output.WriteTag(tag);
        output.WriteLength(size);
        kept.WriteTo(output);
        output.Flush();
        return bytes;
    }

    private static TaskState? StateOf(byte[] encoded)
    {
        var input = new CodedInputStream(encoded);
        input.ReadTag();
        input.ReadLength();
        uint tag;
        while ((tag = input.ReadTag()) != 0)
        {
            if (WireFormat.GetTagFieldNumber(tag) == TaskStatus.StateFieldNumber)
            {
                return (TaskState)input.ReadEnum();
            }

            input.SkipLastField();
        }

        return null;
    }
}
