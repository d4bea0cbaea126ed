using System;

namespace Tepui.Client.Http;

/// <summary>The waits between attempts: doubling up to a longest one, each between half and all of it.</summary>
internal sealed class ReconnectBackoff
{
    private readonly TimeSpan _shortest;
    private readonly TimeSpan _longest;
    private readonly Random _jitter;
    private TimeSpan _next;

    public ReconnectBackoff(TimeSpan shortest, TimeSpan longest, Random jitter)
    {
        _shortest = shortest;
        _longest = longest;
        _jitter = jitter;
        _next = shortest;
    }

    public TimeSpan Next()
    {
        var wait = _next * (0.5 + (_jitter.NextDouble() / 2));
        _next = _next * 2 < _longest ? _next * 2 : _longest;
        return wait;
    }

    public void Reset() => _next = _shortest;
}
