using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace Tepui.Master.Endpoints.State;

/// <summary>
/// Keeps long reads to a share of the time while the master is busy: a dashboard that polls as fast as it gets answers must not
/// slow down the launching of tasks. While the master has little else to do nobody waits.
/// </summary>
/// <param name="steps">How many inputs the machine has stepped so far.</param>
internal sealed class ReadPacing(Func<long> steps, TimeProvider time)
{
    // Beyond the pings of a few thousand agents.
    private const double BusyStepsPerSecond = 300;

    // One part in eight.
    private const int PausePerWork = 7;

    // What it takes to hand a byte to a client over loopback, beside what it takes to make it.
    private const double SecondsPerByte = 1e-9;

    private static readonly TimeSpan LeastCost = TimeSpan.FromMilliseconds(0.2);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Window = TimeSpan.FromMilliseconds(20);

    private readonly Lock _gate = new();
    private DateTimeOffset _windowBegan = time.GetUtcNow();
    private long _stepsThen = steps();
    private bool _busy;
    private DateTimeOffset _next;

    /// <summary>Completes when a read may begin.</summary>
    public Task WaitAsync()
    {
        TimeSpan wait;
        lock (_gate)
        {
            DateTimeOffset now = time.GetUtcNow();
            if (now - _windowBegan >= Window)
            {
                long stepped = steps();
                _busy = (stepped - _stepsThen) / (now - _windowBegan).TotalSeconds > BusyStepsPerSecond;
                _stepsThen = stepped;
                _windowBegan = now;
            }

            wait = _busy ? _next - now : TimeSpan.Zero;
        }

        return wait <= TimeSpan.Zero ? Task.CompletedTask : Task.Delay(wait < LongestWait ? wait : LongestWait, time);
    }

    /// <summary>A read's body; what it costs puts off later reads.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Measured(IEnumerable<ReadOnlyMemory<byte>> pieces)
    {
        TimeSpan making = LeastCost;
        long bytes = 0;
        using IEnumerator<ReadOnlyMemory<byte>> next = pieces.GetEnumerator();
        try
        {
            while (true)
            {
                long begun = time.GetTimestamp();
                bool more = next.MoveNext();
                making += time.GetElapsedTime(begun);
                if (!more)
                {
                    break;
                }

                bytes += next.Current.Length;
                yield return next.Current;
            }
        }
        finally
        {
            Charge(making + TimeSpan.FromSeconds(bytes * SecondsPerByte));
        }
    }

    private void Charge(TimeSpan cost)
    {
        lock (_gate)
        {
            DateTimeOffset now = time.GetUtcNow();
            _next = (_next > now ? _next : now) + (cost * PausePerWork);
            if (_next > now + LongestWait)
            {
                _next = now + LongestWait;
            }
        }
    }
}
