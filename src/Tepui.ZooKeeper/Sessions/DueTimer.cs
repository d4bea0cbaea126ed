using System;
using System.Threading;

namespace Tepui.ZooKeeper.Sessions;

/// <summary>Wakes the session for what is due next, in the time since it began.</summary>
internal sealed class DueTimer : IDisposable
{
    private readonly ITimer _timer;
    private TimeSpan? _armedFor;

    public DueTimer(TimeProvider time, Action due) =>
        _timer = time.CreateTimer(_ => due(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    /// <summary>It has fired, and is armed for nothing.</summary>
    public void Fired() => _armedFor = null;

    /// <summary>A timer that fires earlier is left as it is: it costs one look, and most requests need no other.</summary>
    public void Arm(TimeSpan due, TimeSpan now)
    {
        if (_armedFor <= due)
            return;
        _armedFor = due;

        // Timers count whole milliseconds, and one that fires too early would only be armed again.
        double wait = Math.Max(0, Math.Ceiling((due - now).TotalMilliseconds));
        _timer.Change(TimeSpan.FromMilliseconds(wait), Timeout.InfiniteTimeSpan);
    }

    public void Dispose() => _timer.Dispose();
}
