using System;

namespace Tepui.Miner.Node;

/// <summary>How long to wait before the next try: twice as long each time, up to a bound.</summary>
public sealed class Backoff(TimeSpan first, TimeSpan greatest)
{
    private TimeSpan _next = first;

    public TimeSpan Next()
    {
        var wait = _next;
        _next = TimeSpan.FromTicks(Math.Min(_next.Ticks * 2, greatest.Ticks));
        return wait;
    }

    public void Reset() => _next = first;
}
