using System;
using System.Threading;

namespace Tepui.Runtime.Time;

/// <summary>
/// A clock for leases: it follows the wall clock forward, for a machine that was suspended counts those hours on no other, and never
/// goes back or stands still when the wall clock is set back: it then goes on as fast as time passes.
/// </summary>
public sealed class SteadyTime(TimeProvider source) : TimeProvider
{
    private readonly Lock _gate = new();
    private DateTimeOffset _now = source.GetUtcNow();
    private long _timestamp = source.GetTimestamp();

    public override long TimestampFrequency => source.TimestampFrequency;

    public override TimeZoneInfo LocalTimeZone => source.LocalTimeZone;

    /// <summary>The clock itself when it is a steady one already.</summary>
    public static SteadyTime Of(TimeProvider source) => source as SteadyTime ?? new SteadyTime(source);

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            long timestamp = source.GetTimestamp();
            DateTimeOffset passed = _now + source.GetElapsedTime(_timestamp, timestamp);
            DateTimeOffset wall = source.GetUtcNow();
            _now = wall > passed ? wall : passed;
            _timestamp = timestamp;
            return _now;
        }
    }

    public override long GetTimestamp() => source.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        source.CreateTimer(callback, state, dueTime, period);
}
