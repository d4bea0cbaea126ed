using System;
using System.Threading;
using System.Threading.Tasks;
using Tepui.Simulation.Worlds;

namespace Tepui.Simulation.Frameworks;

/// <summary>The world's time as a process sees it: its timers wait while it is stopped, and end with its run.</summary>
internal sealed class ProcessTime(Process process) : TimeProvider
{
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override DateTimeOffset GetUtcNow() => process.World.Now;

    public override long GetTimestamp() => process.World.Elapsed.Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ProcessTimer(process, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class ProcessTimer(Process process, TimerCallback callback, object? state) : ITimer
    {
        private Scheduled? _next;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            _next?.Cancel();
            _next = null;
            if (dueTime != Timeout.InfiniteTimeSpan)
            {
                _next = process.After(dueTime, () =>
                {
                    _next = null;
                    if (period > TimeSpan.Zero)
                    {
                        Change(period, period);
                    }

                    callback(state);
                });
            }

            return true;
        }

        public void Dispose() => _next?.Cancel();

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
