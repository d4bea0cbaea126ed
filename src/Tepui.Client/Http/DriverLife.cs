using System;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;
using System.Threading;
using System.Threading.Tasks;
using Mesos.V1;
using Task = System.Threading.Tasks.Task;

namespace Tepui.Client.Http;

/// <summary>
/// What the drivers of schedulers and executors have in common: callbacks one at a time and none after a stop, the one end
/// of a run and what it came to, the waits between attempts.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "A CancellationTokenSource without a timer holds nothing to give back.")]
internal sealed class DriverLife(TimeProvider time, ReconnectBackoff backoff)
{
    [ThreadStatic]
    private static DriverLife? _telling;

    // Callbacks run one at a time, whoever has something to tell.
    private readonly Lock _callback = new();
    private readonly CancellationTokenSource _ended = new();
    private bool _isAborted;
    private ExceptionDispatchInfo? _fault;

    /// <summary>Guards the driver's state, and whether it is stopping.</summary>
    public Lock Gate { get; } = new();

    /// <summary>To be read under <see cref="Gate"/>.</summary>
    public bool IsStopping { get; private set; }

    public CancellationToken Ended => _ended.Token;

    public bool IsEnded => _ended.IsCancellationRequested;

    /// <summary>Whether this thread is inside a callback of this driver.</summary>
    public bool IsTelling => _telling == this;

    /// <summary>False when somebody has stopped or aborted before.</summary>
    public bool TryStop()
    {
        lock (Gate)
        {
            if (IsStopping)
            {
                return false;
            }

            return IsStopping = true;
        }
    }

    public void End() => _ended.Cancel();

    public Task EndAsync() => _ended.CancelAsync();

    /// <summary>What the run came to. An exception of a callback that came from elsewhere comes out here.</summary>
    public Status Outcome()
    {
        _fault?.Throw();
        return _isAborted ? Status.DriverAborted : Status.DriverStopped;
    }

    /// <summary>Nothing more is told once the driver is stopped.</summary>
    public void Tell(Action tell)
    {
        lock (_callback)
        {
            lock (Gate)
            {
                if (IsStopping)
                {
                    return;
                }
            }

            var outer = _telling;
            _telling = this;
            try
            {
                tell();
            }
            finally
            {
                _telling = outer;
            }
        }
    }

    /// <summary>A callback outside the loop of the run, which is where its exception must come out.</summary>
    public void TellFromElsewhere(Action tell, Action stop)
    {
        try
        {
            Tell(tell);
        }
        catch (Exception exception)
        {
            _fault = ExceptionDispatchInfo.Capture(exception);
            stop();
        }
    }

    /// <summary>Ends the run with an error, unless it is ending already.</summary>
    public void Abort(Action tell)
    {
        var isFirst = TryStop();
        if (isFirst)
        {
            _isAborted = true;
        }

        // Before the callback, so that the run ends even if the callback throws.
        _ended.Cancel();
        if (isFirst)
        {
            lock (_callback)
            {
                tell();
            }
        }
    }

    public void ResetBackoff() => backoff.Reset();

    /// <summary>Waits before the next attempt, which is told before.</summary>
    /// <param name="sooner">Ends the wait.</param>
    public async Task WaitAsync(Action<TimeSpan> tell, Task? sooner = null)
    {
        var wait = backoff.Next();
        var delay = DelayAsync(wait);
        Tell(() => tell(wait));
        await (sooner is null ? delay : Task.WhenAny(delay, sooner));
    }

    /// <summary>Comes back early when the run ends.</summary>
    public async Task DelayAsync(TimeSpan delay) =>
        await Task.Delay(delay, time, _ended.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    /// <summary>One subscription, from its call to its loss, which comes out as an exception.</summary>
    public async Task ServeAsync(Func<Loss, Task> serve)
    {
        using var loss = new Loss(_ended.Token);
        try
        {
            await serve(loss);
        }
        catch (OperationCanceledException) when (loss.Reason is not null && !IsEnded)
        {
            throw new MesosException(loss.Reason);
        }
    }
}
