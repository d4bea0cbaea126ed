using System;
using System.Collections.Generic;

namespace Tepui.Simulation.Worlds;

/// <summary>A process's timers by their keys, as Tepui.Runtime's: arming one anew replaces it.</summary>
public sealed class ProcessTimers<TKey>(Process process, Action<TKey> fire)
    where TKey : notnull
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(365);

    private readonly Dictionary<TKey, Scheduled> _live = [];

    public int Count => _live.Count;

    public void Start(TKey key, TimeSpan after)
    {
        if (_live.TryGetValue(key, out Scheduled? before))
            before.Cancel();
        Scheduled? timer = null;
        timer = process.After(after < Longest ? after : Longest, () =>
        {
            // A stopped process may have been told to disarm it before it goes on.
            if (_live.TryGetValue(key, out Scheduled? live) && live == timer)
            {
                _live.Remove(key);
                fire(key);
            }
        });
        _live[key] = timer;
    }

    public void Cancel(TKey key)
    {
        if (_live.Remove(key, out Scheduled? timer))
            timer.Cancel();
    }
}
