using System;
using System.Threading;
using Tepui.ZooKeeper;

namespace Tepui.Master.Elections;

/// <summary>
/// Tells until when the session cannot have ended: whenever that is noticeably later than was told last, and once more when it has come,
/// so that whoever looks at the clock only when told something learns that the lease is over.
/// </summary>
internal sealed class SessionLease : IDisposable
{
    private readonly IZooKeeperSession _session;
    private readonly TimeProvider _time;
    private readonly Action<DateTimeOffset> _tell;
    private readonly ITimer _alarm;
    private readonly Lock _gate = new();
    private DateTimeOffset _told;

    public SessionLease(IZooKeeperSession session, TimeProvider time, Action<DateTimeOffset> tell)
    {
        _session = session;
        _time = time;
        _tell = tell;
        _told = session.AliveUntil;
        _alarm = time.CreateTimer(static lease => ((SessionLease)lease!).Ring(), this, Left(), Timeout.InfiniteTimeSpan);
        session.Changed += Extend;
    }

    public void Dispose()
    {
        _session.Changed -= Extend;
        _alarm.Dispose();
    }

    private void Extend()
    {
        DateTimeOffset until;
        lock (_gate)
        {
            // Every answer of the ensemble extends it; a registry that is written all the time need not wake the loop twice each time.
            until = _session.AliveUntil;
            if (until < _told + (_session.Timeout / 20))
            {
                return;
            }

            _told = until;
        }

        _alarm.Change(Left(), Timeout.InfiniteTimeSpan);
        _tell(until);
    }

    private void Ring()
    {
        DateTimeOffset until;
        lock (_gate)
        {
            until = _told = _session.AliveUntil;
        }

        TimeSpan left = Left();
        _alarm.Change(left > TimeSpan.Zero ? left : _session.Timeout, Timeout.InfiniteTimeSpan);
        _tell(until);
    }

    private TimeSpan Left()
    {
        TimeSpan left = _session.AliveUntil - _time.GetUtcNow();
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }
}
