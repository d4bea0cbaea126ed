using System;
using System.Collections.Generic;
using Tepui.Endpoints.Requests;
using Tepui.Kernel;
using Tepui.Kernel.Master;
using Tepui.Master.Connections;
using Tepui.Master.Logging;
using Tepui.Master.Subscribers;
using Tepui.Runtime.Loops;
using Tepui.Runtime.Timers;

namespace Tepui.Master.Hosting;

/// <summary>The master's machine as the loop drives it, and the hands that carry out its effects.</summary>
internal sealed class MasterLoopMachine(
    MasterMachine machine,
    ConnectionTable connections,
    OperatorStreams operatorStreams,
    PendingReplies replies,
    MasterTimers timers,
    NoticeLog notices,
    TimeProvider time) : ILoopMachine<MasterInput>
{
    private const string Overslept = "this master leads no more: it was held up for longer than its lease, and another master may lead";

    private readonly Outbox<MasterEffect> _outbox = new();
    private readonly HashSet<object> _toFlush = [];
    private readonly List<IConnection> _dirty = [];
    private long _batchBegan;

    public MasterMachine Machine => machine;

    /// <summary>Set once, before the first input.</summary>
    public KeyedTimers<MasterTimer> Timers { get; set; } = null!;

    /// <summary>Set once, before the first input.</summary>
    public RegistryWriter Registry { get; set; } = null!;

    /// <summary>Until when no other master can lead, as of now; null where nobody elects masters, and before the election.</summary>
    public Func<DateTimeOffset?> Lease { get; set; } = static () => null;

    /// <summary>Told why the master must end. Set once, before the first input.</summary>
    public Action<string> OnEnd { get; set; } = null!;

    public void Step(MasterInput input, DateTimeOffset now)
    {
        if (_batchBegan == 0)
        {
            _batchBegan = TimeProvider.System.GetTimestamp();

            // An extension may wait behind this input, in a queue that took long to get here.
            if (Lease() is { } until && until > machine.LeaseUntil)
            {
                machine.Step(new LeaseExtended(until), now, _outbox);
            }
        }

        machine.Step(input, now, _outbox);
    }

    public void Flush(DateTimeOffset now)
    {
        long runs = machine.AllocationRuns;
        long began = TimeProvider.System.GetTimestamp();
        machine.Flush(now, _outbox);
        if (machine.AllocationRuns != runs)
        {
            timers.AllocationRun.Record(TimeProvider.System.GetElapsedTime(began));
            timers.AllocationLatency.Record(TimeProvider.System.GetElapsedTime(_batchBegan, began));
        }

        _batchBegan = 0;
    }

    public void Dispatch()
    {
        IReadOnlyList<MasterEffect> effects = _outbox.Effects;
        if (!MayAct())
        {
            End(effects);
            return;
        }

        for (int i = 0; i < effects.Count; i++)
        {
            CarryOut(effects[i]);
        }

        _outbox.Clear();
        foreach (IConnection connection in _dirty)
        {
            connection.Flush();
        }

        operatorStreams.Flush();
        _dirty.Clear();
        _toFlush.Clear();
    }

    /// <summary>Time has passed since the step: a process that was paused in between may lead no more, and must not do what was decided.</summary>
    private bool MayAct()
    {
        if (machine.IsDeposed || machine.LeaseUntil is not { } until)
        {
            return !machine.IsDeposed;
        }

        DateTimeOffset now = time.GetUtcNow();
        return now < until || now < Lease();
    }

    private void End(IReadOnlyList<MasterEffect> effects)
    {
        string reason = Overslept;
        foreach (MasterEffect effect in effects)
        {
            if (effect is EndMaster end)
            {
                reason = end.Reason;
            }
        }

        _outbox.Clear();
        OnEnd(reason);
    }

    private void CarryOut(MasterEffect effect)
    {
        switch (effect)
        {
            case SendEvent send when connections.TryFind(send.Connection, out IConnection? stream):
                stream.Send(send.Event);
                Touch(stream);
                break;
            case SendToAgent send when connections.TryFind(send.Connection, out IConnection? channel):
                channel.Send(send.Frame);
                Touch(channel);
                break;
            case SendOperatorEvent send:
                operatorStreams.Publish(send.Change);
                break;
            case OpenOperatorStreams open:
                Open(open);
                break;
            case Reply reply:
                replies.Complete(reply.Request, reply.Rejection);
                break;
            case StartTimer start:
                Timers.Start(start.Timer, start.After);
                break;
            case CancelTimer cancel:
                Timers.Cancel(cancel.Timer);
                break;
            case StoreRegistry store:
                Registry.Store(store.Version, store.Registry);
                break;
            case CloseConnection close:
                Close(close.Connection);
                break;
            case EndMaster end:
                OnEnd(end.Reason);
                break;
            case Tell tell:
                notices.Tell(tell.Notice);
                break;
            case SendEvent or SendToAgent:
                // The connection broke a moment ago; the machine hears of it next.
                break;
            default:
                throw new InvalidOperationException($"a master's shell has no way to carry out {effect.GetType().Name}");
        }
    }

    private void Open(OpenOperatorStreams open)
    {
        OperatorSnapshot snapshot = operatorStreams.Snapshot(open.View, open.HeartbeatInterval);
        foreach (ConnectionId id in open.Connections)
        {
            if (connections.TryFind(id, out IConnection? connection) && connection is OperatorConnection subscriber)
            {
                operatorStreams.Open(subscriber.Stream, snapshot);
            }
        }
    }

    private void Touch(IConnection connection)
    {
        if (_toFlush.Add(connection.Target))
        {
            _dirty.Add(connection);
        }
    }

    private void Close(ConnectionId id)
    {
        if (connections.TryFind(id, out IConnection? connection) && connections.Remove(id))
        {
            connection.Flush();
            connection.Close();
        }
    }
}
