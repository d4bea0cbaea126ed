using System;
using System.Collections.Generic;
using Google.Protobuf;
using Mesos.V1;
using Tepui.Internal.V1;
using Tepui.LoadBench.Emulation;

namespace Tepui.LoadBench.Streams;

/// <summary>Statuses of an agent's tasks that change for ever: every one of them is an event for operators.</summary>
internal sealed class StatusChanges(EmulatedAgent agent, IReadOnlyList<Task> tasks)
{
    public const int Tasks = 100;

    /// <summary>About the size of an event of these with its frame, in JSON.</summary>
    public const int EventBytes = 512;

    private static readonly string Padding = new('x', 189);

    private readonly bool[] _running = new bool[tasks.Count];
    private int _next;

    public void SendNext()
    {
        var index = _next++ % tasks.Count;
        _running[index] = !_running[index];
        agent.Update(new UpdateStatus
        {
            FrameworkId = tasks[index].FrameworkId,
            Status = new TaskStatus
            {
                TaskId = tasks[index].TaskId,
                State = _running[index] ? TaskState.TaskStarting : TaskState.TaskRunning,
                Source = TaskStatus.Types.Source.Executor,
                AgentId = agent.Info.Id,
                Message = Padding,
                Timestamp = (DateTimeOffset.UtcNow - DateTimeOffset.UnixEpoch).TotalSeconds,
                Uuid = ByteString.CopyFrom(Guid.NewGuid().ToByteArray()),
            },
        });
    }

    public void Flush() => agent.Link.Flush();
}
