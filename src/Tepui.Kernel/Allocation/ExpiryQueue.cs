using System;
using System.Collections.Generic;

namespace Tepui.Kernel.Allocation;

/// <summary>
/// When filters end, in ticks of 10 ms rounded up, so that filters made together end together. What ended sooner stays in
/// here until its tick; <see cref="Count"/> tells when it is worth making anew.
/// </summary>
internal sealed class ExpiryQueue
{
    private const long TicksPerTick = TimeSpan.TicksPerMillisecond * 10;

    private readonly PriorityQueue<long, long> _ticks = new();
    private readonly Dictionary<long, List<(int Agent, int Client)>> _byTick = [];

    public int Count { get; private set; }

    public DateTimeOffset? Next =>
        _ticks.TryPeek(out var tick, out _) ? new DateTimeOffset(tick * TicksPerTick, TimeSpan.Zero) : null;

    public static long TickAt(DateTimeOffset time) => (time.UtcTicks + TicksPerTick - 1) / TicksPerTick;

    public static long TickBefore(DateTimeOffset time) => time.UtcTicks / TicksPerTick;

    public void Add(long tick, int agent, int client)
    {
        if (!_byTick.TryGetValue(tick, out var due))
        {
            _byTick.Add(tick, due = []);
            _ticks.Enqueue(tick, tick);
        }

        due.Add((agent, client));
        Count++;
    }

    /// <summary>The next tick's filters when their time has come.</summary>
    public List<(int Agent, int Client)>? TakeDue(long tick)
    {
        if (!_ticks.TryPeek(out var first, out _) || first > tick)
        {
            return null;
        }

        _ticks.Dequeue();
        _byTick.Remove(first, out var due);
        Count -= due!.Count;
        return due;
    }

    public void Clear()
    {
        _ticks.Clear();
        _byTick.Clear();
        Count = 0;
    }
}
