using System;
using System.Collections.Generic;
using Tepui.ZooKeeper.Wire;

namespace Tepui.ZooKeeper.Sessions;

/// <summary>What was asked on the present connection and is not answered; answers come in the order of the questions.</summary>
internal sealed class Exchange(TimeProvider time)
{
    private readonly Queue<PendingCall> _calls = [];
    private readonly Queue<(DateTimeOffset At, TimeSpan After)> _pings = [];
    private int _lastXid;

    /// <summary>When the oldest call was sent.</summary>
    public TimeSpan? OldestSent => _calls.TryPeek(out PendingCall? call) ? call.SentAfter : null;

    /// <summary>Gives it the next number; it is to be sent now.</summary>
    public void Add(PendingCall call, TimeSpan now)
    {
        _lastXid = _lastXid == int.MaxValue ? 1 : _lastXid + 1;
        call.Number(_lastXid, time.GetUtcNow(), now);
        _calls.Enqueue(call);
    }

    public void AddPing(TimeSpan now) => _pings.Enqueue((time.GetUtcNow(), now));

    public bool TryTakePing(out (DateTimeOffset At, TimeSpan After) ping) => _pings.TryDequeue(out ping);

    /// <exception cref="WireException">Another was to be answered first, or none.</exception>
    public PendingCall Peek(int xid) => _calls.TryPeek(out PendingCall? call) && call.Xid == xid
        ? call
        : throw new WireException($"an answer with the number {xid}, where {call?.Xid.ToString() ?? "none"} was due");

    public void Remove() => _calls.Dequeue();

    /// <summary>The connection is no more.</summary>
    public void Fail(Func<PendingCall, ZooKeeperException> error)
    {
        _pings.Clear();
        while (_calls.TryDequeue(out PendingCall? call))
            call.Fail(error(call));
    }
}
