using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Tepui.Containerizer.Docker.Engine;

namespace Tepui.Containerizer.Docker.Life;

/// <summary>Removes containers when their time has come, one after the other; what fails because dockerd is away is tried when it is back.</summary>
internal sealed class RemovalSchedule(EngineClient engine, EngineWatch watch, TimeProvider time, ILogger logger) : IDisposable
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly PriorityQueue<string, DateTimeOffset> _queue = new();
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _changed = new(0);

    /// <summary>Told of every container that is gone for good.</summary>
    public Action<string> Removed { get; set; } = static _ => { };

    /// <summary>Removes it at that time, or at once when that is past. A name that is scheduled already keeps its time, unless this is sooner.</summary>
    public void Add(string name, DateTimeOffset due)
    {
        lock (_gate)
        {
            _ = _names.Add(name);
            _queue.Enqueue(name, due);
        }

        _ = _changed.Release();
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
                if (Next(out string? name) is not { } wait)
                    await _changed.WaitAsync(cancellation);
                else if (wait > TimeSpan.Zero)
                    await SleepAsync(wait, cancellation);
                else
                    await RemoveAsync(name!, cancellation);
            }
        }
        catch (OperationCanceledException)
        {
            // What is left is found again by its label.
        }
    }

    public void Dispose() => _changed.Dispose();

    /// <summary>How long until the next is due, null when there is none; takes it out when it is due.</summary>
    private TimeSpan? Next(out string? name)
    {
        lock (_gate)
        {
            while (_queue.TryPeek(out name, out DateTimeOffset due))
            {
                // Removed already, at a sooner time.
                if (!_names.Contains(name))
                {
                    _ = _queue.Dequeue();
                    continue;
                }

                TimeSpan wait = due - time.GetUtcNow();
                if (wait <= TimeSpan.Zero)
                    _ = _queue.Dequeue();
                return wait;
            }
        }

        return null;
    }

    private async Task SleepAsync(TimeSpan wait, CancellationToken cancellation)
    {
        // A timer takes no more than 49 days.
        using var awake = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task slept = Task.Delay(wait < TimeSpan.FromDays(40) ? wait : TimeSpan.FromDays(40), time, awake.Token);
        _ = await Task.WhenAny(slept, _changed.WaitAsync(awake.Token));
        await awake.CancelAsync();
        cancellation.ThrowIfCancellationRequested();
    }

    private async Task RemoveAsync(string name, CancellationToken cancellation)
    {
        try
        {
            await engine.RemoveAsync(name, cancellation);
        }
        catch (EngineUnavailableException)
        {
            await watch.ConnectedAsync(cancellation);
            Add(name, time.GetUtcNow());
            return;
        }
        catch (EngineRefusedException e) when (!e.IsMissing)
        {
            DockerLog.NotRemoved(logger, name, e.Message);
            Add(name, time.GetUtcNow() + RetryPause);
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
