using System.Collections.Generic;
using Google.Protobuf;
using Mesos.V1;
using Mesos.V1.Scheduler;
using Tepui.Kernel.Agent;
using Tepui.Kernel.Tasks;
using Tepui.Simulation.Agents;

namespace Tepui.Simulation.Checkers;

/// <summary>
/// A task's updates reach its scheduler in their order, the next only when the one before was acknowledged, and nothing new comes after
/// its end.
/// </summary>
public sealed class UpdatesComeInOrder : Checker
{
    private readonly Dictionary<(string Task, string Agent), Stream> _streams = [];

    public override string Rule => "a task's updates come in order, one after the other's acknowledgement";

    public override void SchedulerReceived(string scheduler, long term, Event received)
    {
        if (received.Type != Event.Types.Type.Update || received.Update.Status is not { HasUuid: true } status)
            return;
        Stream stream = Of(status.TaskId, status.AgentId);
        if (!stream.Seen.Add(status.Uuid))
            return;
        if (stream.Unacknowledged is { } before)
            Violate($"{scheduler} is told {status.State} of {status.TaskId.Value} before it has acknowledged {before.State}");
        if (stream.Ended)
            Violate($"{scheduler} is told {status.State} of {status.TaskId.Value} after its end");
        stream.Unacknowledged = status;
        stream.Ended = status.State.IsTerminal();
    }

    public override void SchedulerSent(string scheduler, Call call)
    {
        if (call.Type != Call.Types.Type.Acknowledge)
            return;
        Stream stream = Of(call.Acknowledge.TaskId, call.Acknowledge.AgentId);
        if (stream.Unacknowledged?.Uuid.Equals(call.Acknowledge.Uuid) == true)
            stream.Unacknowledged = null;
    }

    /// <summary>A host that lost its power has also lost what it had not synced: what was told last may never have been.</summary>
    public override void AgentStepped(SimulatedAgent agent, AgentInput input, IReadOnlyList<AgentEffect> effects)
    {
        if (input is not Recovered || agent.Machine!.View().Id is not { } id)
            return;
        foreach (AgentEffect effect in effects)
        {
            if (effect is not Tell { Notice: AgentNotice.RecoveryDone { HostRebooted: true } })
                continue;
            foreach (((_, string of), Stream stream) in _streams)
            {
                if (of == id.Value)
                    stream.Forgive();
            }
        }
    }

    private Stream Of(TaskID task, AgentID? agent)
    {
        (string, string) key = (task.Value, agent?.Value ?? "");
        if (!_streams.TryGetValue(key, out Stream? stream))
            _streams.Add(key, stream = new Stream());
        return stream;
    }

    private sealed class Stream
    {
        public HashSet<ByteString> Seen { get; } = [];

        public TaskStatus? Unacknowledged { get; set; }

        public bool Ended { get; set; }

        public void Forgive()
        {
            Unacknowledged = null;
            Ended = false;
        }
    }
}
