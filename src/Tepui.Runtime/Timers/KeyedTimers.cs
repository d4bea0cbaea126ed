using System;
using System.Collections.Generic;
using System.Threading;

namespace Tepui.Runtime.Timers;

/// <summary>
/// Many timers, one for each key (keys are compared as records are), on a single timer of the time provider.
/// Those that come due together are told together, in the order of their due times.
/// </summary>
public sealed class KeyedTimers<TKey> : IDisposable
    where TKey : notnull
{
    private const int CompactAbove = 1024;
    private static readonly TimeSpan Never = Timeout.InfiniteTimeSpan;
    private static readonly TimeSpan Longest = TimeSpan.FromDays(40);

    private readonly TimeProvider _time;
    private readonly Action<IReadOnlyList<TKey>> _fire;
    private readonly ITimer _timer;
    private readonly Lock _gate = new();
    private readonly long _origin;
    private readonly Dictionary<TKey, long> _live = [];
    private PriorityQueue<(TKey Key, long Number), (TimeSpan Due, long Number)> _queue = new();
    private TimeSpan? _armedFor;
    private long _started;
    private bool _disposed;

    /// <param name="fire">Told the keys that came due, on the time provider's thread. The list is the callee's to keep.</param>
    public KeyedTimers(TimeProvider time, Action<IReadOnlyList<TKey>> fire)
    {
        _time = time;
        _fire = fire;
        _origin = time.GetTimestamp();
        _timer = time.CreateTimer(static state => ((KeyedTimers<TKey>)state!).OnDue(), this, Never, Never);
    }

    /// <summary>Timers that are armed.</summary>
    public int Count => _live.Count;

    /// <summary>Arms a timer; one with an equal key is replaced.</summary>
    public void Start(TKey key, TimeSpan after)
    {
        lock (_gate)
        {
            if (_disposed)
            {
                return;
            }

            TimeSpan due = Elapsed() + (after < TimeSpan.Zero ? TimeSpan.Zero : after > Longest * 1000 ? Longest * 1000 : after);
            long number = ++_started;
            _live[key] = number;
            _queue.Enqueue((key, number), (due, number));
            Compact();
            Arm();
        }
    }

    /// <summary>Disarms a timer. It may be firing at this moment.</summary>
    public void Cancel(TKey key)
    {
        lock (_gate)
        {
            _live.Remove(key);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            _live.Clear();
            _queue.Clear();
        }

        _timer.Dispose();
    }

    private TimeSpan Elapsed() => _time.GetElapsedTime(_origin);

    private void OnDue()
    {
        List<TKey>? due = null;
        lock (_gate)
        {
            _armedFor = null;
            TimeSpan now = Elapsed();
            while (_queue.TryPeek(out (TKey Key, long Number) entry, out (TimeSpan Due, long Number) at))
            {
                bool live = IsLive(entry);
                if (live && at.Due > now)
                {
                    break;
                }

                _queue.Dequeue();
                if (live)
                {
                    _live.Remove(entry.Key);
                    (due ??= []).Add(entry.Key);
                }
            }

            Arm();
        }

        if (due is not null)
        {
            _fire(due);
        }
    }

    private bool IsLive((TKey Key, long Number) entry) =>
        _live.TryGetValue(entry.Key, out long number) && number == entry.Number;

    private void Arm()
    {
        if (_disposed || !_queue.TryPeek(out _, out (TimeSpan Due, long Number) at) || _armedFor <= at.Due)
        {
            return;
        }

        _armedFor = at.Due;
        TimeSpan wait = at.Due - Elapsed();
        wait = wait < TimeSpan.Zero ? TimeSpan.Zero : wait > Longest ? Longest : wait;

        // Rounded up to the timer's own step, or it would fire a moment early and have to be armed again.
        _timer.Change(TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds)), Never);
    }

    /// <summary>Cancelled timers stay queued until due; they are dropped once they outnumber the live ones.</summary>
    private void Compact()
    {
        if (_queue.Count < CompactAbove || _queue.Count < 2 * _live.Count)
        {
            return;
        }

        var kept = new PriorityQueue<(TKey, long), (TimeSpan, long)>();
        foreach (((TKey Key, long Number) entry, (TimeSpan Due, long Number) at) in _queue.UnorderedItems)
        {
            if (IsLive(entry))
            {
                kept.Enqueue(entry, at);
            }
        }

        _queue = kept;
    }
}
