using System;

namespace Tepui.Miner.Node;

/// <summary>How long to wait before the next try: twice as long each time, up to a bound.</summary>
public sealed class Backoff(TimeSpan first, TimeSpan greatest)
{
    private TimeSpan? _last;

    public TimeSpan Next()
    {
        var wait = _last is { } last ? TimeSpan.FromTicks(Math.Min(last.Ticks * 2, greatest.Ticks)) : first;
        _last = wait;
        return wait;
    }

    public void Reset() => _last = null;
}
