using System.Collections.Generic;
using Google.Protobuf;
using Mesos.V1;
using Mesos.V1.Executor;

namespace Tepui.Client.Executors;

/// <summary>The calls of the executor API, made from their parts; a subscription fills in whose they are.</summary>
public static class ExecutorCalls
{
    /// <param name="tasks">Launched, and not one update of theirs acknowledged.</param>
    /// <param name="updates">Sent, and not acknowledged.</param>
    public static Call Subscribe(IEnumerable<TaskInfo> tasks, IEnumerable<Call.Types.Update> updates) => new()
    {
        Type = Call.Types.Type.Subscribe,
        Subscribe = new Call.Types.Subscribe { UnacknowledgedTasks = { tasks }, UnacknowledgedUpdates = { updates } },
    };

    /// <param name="status">With a uuid, <c>SOURCE_EXECUTOR</c> and a time.</param>
    public static Call Update(TaskStatus status) => new()
    {
        Type = Call.Types.Type.Update,
        Update = new Call.Types.Update { Status = status },
    };

    public static Call Message(ByteString data) => new()
    {
        Type = Call.Types.Type.Message,
        Message = new Call.Types.Message { Data = data },
    };

    public static Call Heartbeat() => new() { Type = Call.Types.Type.Heartbeat };
}
