using System;
using System.Threading;
using Tepui.Testing;

namespace Tepui.Containerizer.Tests.Isolation.Cgroups.Performance;

/// <summary>
/// A test's own time for intervals and durations, of which it is known when somebody waits. Pauses of less than a second, after which a
/// busy cgroup is tried again, are real.
/// </summary>
internal sealed class SampleTime : TimeProvider
{
    private readonly VirtualTime _time = new();
    private int _waits;

    /// <summary>How often somebody began to wait for something that does not come again: the end of a sample.</summary>
    public int Waits => Volatile.Read(ref _waits);

    public override long TimestampFrequency => _time.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => _time.GetUtcNow();

    public override long GetTimestamp() => _time.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime < TimeSpan.FromSeconds(1))
            return System.CreateTimer(callback, state, dueTime, period);
        ITimer timer = _time.CreateTimer(callback, state, dueTime, period);
        if (period == Timeout.InfiniteTimeSpan)
            _ = Interlocked.Increment(ref _waits);
        return timer;
    }

    public void AdvanceTo(DateTimeOffset then) => _time.Advance(then - _time.GetUtcNow());
}
