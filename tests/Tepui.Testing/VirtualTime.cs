using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace Tepui.Testing;

/// <summary>
/// A clock that stands still until a test moves it. Timers fire on the thread that advances it, in the order of their
/// due times and, of equal ones, in the order they were armed.
/// </summary>
public sealed class VirtualTime(DateTimeOffset start) : TimeProvider
{
    private readonly List<VirtualTimer> _timers = [];
    private readonly Lock _gate = new();
    private DateTimeOffset _now = start;
    private long _armed;

    public VirtualTime()
        : this(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero))
    {
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override DateTimeOffset GetUtcNow() => _now;

    public override long GetTimestamp() => _now.Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new VirtualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves the clock, firing what comes due on the way at exactly its time.</summary>
    public void Advance(TimeSpan by)
    {
        DateTimeOffset end = _now + by;
        while (NextDue(end) is { } timer)
        {
            timer.Fire();
        }

        _now = end;
    }

    private VirtualTimer? NextDue(DateTimeOffset end)
    {
        lock (_gate)
        {
            VirtualTimer? next = null;
            foreach (VirtualTimer timer in _timers)
            {
                if (timer.Due <= end && (next is null || (timer.Due, timer.Order).CompareTo((next.Due, next.Order)) < 0))
                {
                    next = timer;
                }
            }

            if (next is null)
            {
                return null;
            }

            _now = next.Due > _now ? next.Due : _now;
            _timers.Remove(next);
            next.Rearm();
            return next;
        }
    }

    private sealed class VirtualTimer(VirtualTime time, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan _period = Timeout.InfiniteTimeSpan;

        public DateTimeOffset Due { get; private set; }

        public long Order { get; private set; }

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time._gate)
            {
                time._timers.Remove(this);
                _period = period;
                if (dueTime != Timeout.InfiniteTimeSpan)
                {
                    Arm(dueTime);
                }
            }

            return true;
        }

        public void Rearm()
        {
            if (_period != Timeout.InfiniteTimeSpan && _period != TimeSpan.Zero)
            {
                Arm(_period);
            }
        }

        public void Dispose()
        {
            lock (time._gate)
            {
                time._timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void Arm(TimeSpan after)
        {
            Due = time._now + after;
            Order = ++time._armed;
            time._timers.Add(this);
        }
    }
}
