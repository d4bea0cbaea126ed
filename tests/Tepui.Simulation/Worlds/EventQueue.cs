using System;
using System.Collections.Generic;

namespace Tepui.Simulation.Worlds;

/// <summary>What is to happen, in the order of its time, and of two things at one time in the order they were asked for.</summary>
internal sealed class EventQueue
{
    private readonly PriorityQueue<Scheduled, (long Ticks, long Number)> _queue = new();
    private long _last;

    public int Count => _queue.Count;

    public Scheduled Add(long ticks, Action run)
    {
        var scheduled = new Scheduled(ticks, run);
        _queue.Enqueue(scheduled, (ticks, ++_last));
        return scheduled;
    }

    /// <summary>The next that was not called off; null when there is none until then.</summary>
    public Scheduled? Take(long until)
    {
        while (_queue.TryPeek(out Scheduled? next, out _))
        {
            if (next.Run is not null && next.Ticks > until)
                return null;
            _queue.Dequeue();
            if (next.Run is not null)
                return next;
        }

        return null;
    }
}
