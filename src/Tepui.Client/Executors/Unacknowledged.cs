using System.Collections.Generic;
using Google.Protobuf;
using Mesos.V1;
using Mesos.V1.Executor;

namespace Tepui.Client.Executors;

/// <summary>What the agent must be told again after a lost connection. Not for several threads at once.</summary>
internal sealed class Unacknowledged
{
    private readonly OrderedDictionary<string, TaskInfo> _tasks = [];
    private readonly OrderedDictionary<ByteString, Call.Types.Update> _updates = [];

    /// <summary>Launched, and not one update of theirs acknowledged.</summary>
    public IReadOnlyList<TaskInfo> Tasks => [.. _tasks.Values];

    /// <summary>In the order they were made.</summary>
    public IReadOnlyList<Call.Types.Update> Updates => [.. _updates.Values];

    public int UpdateCount => _updates.Count;

    public void Launched(TaskInfo task) => _tasks[task.TaskId.Value] = task;

    public void Made(TaskStatus status) => _updates[status.Uuid] = new Call.Types.Update { Status = status };

    public void Acknowledged(TaskID task, ByteString uuid)
    {
        _updates.Remove(uuid);
        _tasks.Remove(task.Value);
    }
}
