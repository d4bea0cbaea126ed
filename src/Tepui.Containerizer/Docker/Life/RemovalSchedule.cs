using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Tepui.Containerizer.Docker.Engine;

namespace Tepui.Containerizer.Docker.Life;

/// <summary>Removes containers when their time has come, one after the other; what fails because dockerd is away is tried when it is back.</summary>
internal sealed class RemovalSchedule : IDisposable
{
    /// <summary>A timer takes no more than 49 days.</summary>
    private static readonly TimeSpan LongestSleep = TimeSpan.FromDays(40);

    private static readonly TimeSpan RetryPause = TimeSpan.FromMinutes(1);

    private readonly EngineClient _engine;
    private readonly EngineWatch _watch;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lock _gate = new();
    private readonly PriorityQueue<string, DateTimeOffset> _queue = new();
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _due = new(0);
    private readonly ITimer _timer;

    public RemovalSchedule(EngineClient engine, EngineWatch watch, TimeProvider time, ILogger logger)
    {
        (_engine, _watch, _time, _logger) = (engine, watch, time, logger);
        _timer = time.CreateTimer(static due => ((SemaphoreSlim)due!).Release(), _due, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Told of every container that is gone for good.</summary>
    public Action<string> Removed { get; set; } = static _ => { };

    /// <summary>Removes it at that time, or at once when that is past. A name that is scheduled already keeps its time, unless this is sooner.</summary>
    public void Add(string name, DateTimeOffset due)
    {
        lock (_gate)
        {
            _ = _names.Add(name);
            _queue.Enqueue(name, due);
            Arm();
        }
    }

    public bool Has(string name)
    {
        lock (_gate)
            return _names.Contains(name);
    }

    public async Task RunAsync(CancellationToken cancellation)
    {
        try
        {
            while (true)
            {
                await _due.WaitAsync(cancellation);
                while (TakeDue() is { } name)
                    await RemoveAsync(name, cancellation);
            }
        }
        catch (OperationCanceledException)
        {
            // What is left is found again by its label.
        }
    }

    /// <summary>The semaphore is left to the collector: a timer that fires right now still counts it up.</summary>
    public void Dispose() => _timer.Dispose();

    /// <summary>One whose time has come; arms the timer for the next when there is none.</summary>
    private string? TakeDue()
    {
        lock (_gate)
        {
            while (_queue.TryPeek(out string? name, out DateTimeOffset due) && due <= _time.GetUtcNow())
            {
                _ = _queue.Dequeue();

                // Else removed already, at a sooner time.
                if (_names.Contains(name))
                    return name;
            }

            Arm();
            return null;
        }
    }

    private void Arm()
    {
        if (!_queue.TryPeek(out _, out DateTimeOffset due))
            return;
        TimeSpan wait = due - _time.GetUtcNow();
        wait = wait < LongestSleep ? wait : LongestSleep;
        _ = _timer.Change(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    private async Task RemoveAsync(string name, CancellationToken cancellation)
    {
        try
        {
            await _engine.RemoveAsync(name, cancellation);
        }
        catch (EngineUnavailableException)
        {
            await _watch.ConnectedAsync(cancellation);
            Add(name, _time.GetUtcNow());
            return;
        }
        catch (EngineRefusedException e) when (!e.IsMissing)
        {
            DockerLog.NotRemoved(_logger, name, e.Message);
            Add(name, _time.GetUtcNow() + RetryPause);
            return;
        }
        catch (EngineRefusedException)
        {
            // Gone already.
        }

        lock (_gate)
            _ = _names.Remove(name);
        Removed(name);
    }
}
