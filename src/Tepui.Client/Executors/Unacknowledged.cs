using System.Collections.Generic;
using System.Linq;
using Google.Protobuf;
using Mesos.V1;
using Mesos.V1.Executor;

namespace Tepui.Client.Executors;

/// <summary>What the agent must be told again after a lost connection. Not for several threads at once.</summary>
internal sealed class Unacknowledged
{
    // Numbered, for a dictionary that things are taken from keeps no order, and one that keeps it is slow to take from.
    private readonly Dictionary<string, (long Number, TaskInfo Task)> _tasks = [];
    private readonly Dictionary<ByteString, (long Number, Call.Types.Update Update)> _updates = [];
    private long _last;

    /// <summary>Launched, and not one update of theirs acknowledged; in the order they came.</summary>
    public IReadOnlyList<TaskInfo> Tasks => [.. _tasks.Values.OrderBy(task => task.Number).Select(task => task.Task)];

    /// <summary>In the order they were made.</summary>
    public IReadOnlyList<Call.Types.Update> Updates =>
        [.. _updates.Values.OrderBy(update => update.Number).Select(update => update.Update)];

    public int UpdateCount => _updates.Count;

    public Call.Types.Update? Find(ByteString uuid) => _updates.GetValueOrDefault(uuid).Update;

    public void Launched(TaskInfo task) => _tasks[task.TaskId.Value] = (++_last, task);

    public void Made(TaskStatus status) => _updates[status.Uuid] = (++_last, new Call.Types.Update { Status = status });

    public void Acknowledged(TaskID task, ByteString uuid)
    {
        _updates.Remove(uuid);
        _tasks.Remove(task.Value);
    }

    /// <summary>The agent cannot take this update, now or ever.</summary>
    public void Refused(ByteString uuid) => _updates.Remove(uuid);
}
