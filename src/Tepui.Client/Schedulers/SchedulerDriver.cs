using System;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using System.Runtime.ExceptionServices;
using System.Threading;
using System.Threading.Tasks;
using Mesos.V1;
using Mesos.V1.Scheduler;
using Tepui.Client.Http;
using Task = System.Threading.Tasks.Task;

namespace Tepui.Client.Schedulers;

/// <summary>
/// Runs a <see cref="Scheduler"/> against a Mesos master: subscribes, reconnects with back-off, follows the leader,
/// watches the heartbeats, acknowledges updates.
/// </summary>
/// <remarks>
/// Calls go out in the order they are made. As in Mesos's own driver, a call made while the driver is not connected is
/// dropped, for by then the offers and updates it speaks of are void: offers come anew and unacknowledged updates are
/// sent again after the next <see cref="Scheduler.Registered"/> or <see cref="Scheduler.Reregistered"/>. Two things are
/// not lost: tasks of a launch that was dropped are reported as TASK_LOST (TASK_DROPPED to a partition-aware framework)
/// with REASON_MASTER_DISCONNECTED, and which roles are suppressed is told to the master on the next subscription.
/// A kill must be made again. What became of calls on their way when a connection broke, only reconciliation tells.
/// </remarks>
[SuppressMessage("Design", "CA1001", Justification = "A CancellationTokenSource without a timer holds nothing to give back.")]
public sealed partial class SchedulerDriver : ISchedulerDriver
{
    // Events that came together are handled together; this many at most before the calls made meanwhile go out.
    private const int MostEventsBetweenFlushes = 32;

    [ThreadStatic]
    private static SchedulerDriver? _dispatching;

    private readonly Scheduler _scheduler;
    private readonly SchedulerDriverOptions _options;
    private readonly Uri[] _masters;
    private readonly ReconnectBackoff _backoff;
    private readonly SuppressedRoles _suppressed;
    private readonly CancellationTokenSource _ended = new();

    // Callbacks run one at a time, whoever has something to tell.
    private readonly Lock _callback = new();

    // Guards what follows.
    private readonly Lock _gate = new();
    private readonly FrameworkInfo _framework;
    private SchedulerSubscription? _subscription;
    private bool _isStopping;
    private bool _isAborted;
    private bool _wasRegistered;
    private ExceptionDispatchInfo? _fault;

    /// <param name="framework">With its id when it comes back after a failover.</param>
    /// <exception cref="FormatException">A master's address cannot be read.</exception>
    public SchedulerDriver(Scheduler scheduler, FrameworkInfo framework, SchedulerDriverOptions options)
    {
        _scheduler = scheduler;
        _framework = framework.Clone();
        _options = options;
        _masters = [.. options.Masters.Select(MesosAddress.Parse)];
        _backoff = new ReconnectBackoff(options.ShortestBackoff, options.LongestBackoff, options.Jitter);
        _suppressed = new SuppressedRoles(_framework);
    }

    /// <summary>Null until the master has given one.</summary>
    public FrameworkID? FrameworkId
    {
        get
        {
            lock (_gate)
            {
                return _framework.Id;
            }
        }
    }

    /// <summary>
    /// Runs until <see cref="Stop"/>, an error from the master, or cancellation, which is a stop with failover: tasks run on.
    /// May be called once. An exception of a callback comes out here and leaves the tasks running.
    /// </summary>
    /// <returns><see cref="Status.DriverStopped"/>, or <see cref="Status.DriverAborted"/> after <see cref="Scheduler.Error"/>.</returns>
    public async Task<Status> RunAsync(CancellationToken cancellationToken = default)
    {
        using var client = new SchedulerClient(_options.Encoding, _options.ConnectTimeout, _options.Credential);
        await using var registration = cancellationToken.Register(() => Stop(failover: true));
        for (var attempt = 0; !_ended.IsCancellationRequested; attempt++)
        {
            try
            {
                await ServeAsync(client, _masters[attempt % _masters.Length]);
            }
            catch (MesosException exception) when (exception.IsRefusal)
            {
                Abort(exception.Message);
            }
            catch (MesosException exception)
            {
                await WaitAsync(exception.Message);
            }
            catch (OperationCanceledException) when (_ended.IsCancellationRequested)
            {
                break;
            }
        }

        _fault?.Throw();
        return _isAborted ? Status.DriverAborted : Status.DriverStopped;
    }

    public void Stop(bool failover = false)
    {
        SchedulerSubscription? subscription;
        lock (_gate)
        {
            if (_isStopping)
            {
                return;
            }

            _isStopping = true;
            subscription = _subscription;
        }

        if (subscription is null)
        {
            _ended.Cancel();
            return;
        }

        if (!failover)
        {
            subscription.Post(SchedulerCalls.Teardown());
        }

        _ = EndAsync(subscription);
    }

    private async Task EndAsync(SchedulerSubscription subscription)
    {
        try
        {
            await subscription.WhenAnsweredAsync().WaitAsync(_options.StopTimeout, _options.Time);
        }
        catch (TimeoutException)
        {
            // The master is silent; a framework that goes away is then noticed by its closed stream.
        }

        await _ended.CancelAsync();
    }

    private void Abort(string message)
    {
        lock (_gate)
        {
            if (_isStopping)
            {
                _ended.Cancel();
                return;
            }

            _isStopping = true;
            _isAborted = true;
        }

        // Before the callback, so that RunAsync ends even if the callback throws.
        _ended.Cancel();
        lock (_callback)
        {
            _scheduler.Error(this, message);
        }
    }

    private async Task WaitAsync(string problem)
    {
        var wait = _backoff.Next();
        Callback(() => _scheduler.MasterUnreachable(this, problem, wait));
        await Task.Delay(wait, _options.Time, _ended.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task ServeAsync(SchedulerClient client, Uri master)
    {
        using var lost = CancellationTokenSource.CreateLinkedTokenSource(_ended.Token);
        string? loss = null;
        void Lose(string reason)
        {
            loss ??= reason;
            try
            {
                lost.Cancel();
            }
            catch (ObjectDisposedException)
            {
                // The connection is given up already.
            }
        }

        try
        {
            await using var subscription = await client.SubscribeAsync(
                master, FrameworkForSubscription(), _suppressed.Roles, CallRefused, reason => Lose(reason.Message), lost.Token);
            var subscribed = subscription.Subscribed;
            using var watchdog = new HeartbeatWatchdog(
                _options.Time,
                TimeSpan.FromSeconds(subscribed.HeartbeatIntervalSeconds),
                _options.MissedHeartbeats,
                () => Lose($"no event from {subscription.Master.Authority} for {_options.MissedHeartbeats} heartbeat intervals"));
            try
            {
                Connected(subscription);
                await HandleEventsAsync(subscription, watchdog, lost.Token);
            }
            finally
            {
                Disconnected();
            }
        }
        catch (OperationCanceledException) when (loss is not null && !_ended.IsCancellationRequested)
        {
            throw new MesosException(loss);
        }
    }

    private async Task HandleEventsAsync(SchedulerSubscription subscription, HeartbeatWatchdog watchdog, CancellationToken lost)
    {
        for (var handled = 1; ; handled++)
        {
            var next = subscription.MoveNextAsync(lost);
            if (!next.IsCompleted || handled % MostEventsBetweenFlushes == 0)
            {
                subscription.Flush();
            }

            if (!await next)
            {
                throw new MesosException($"{subscription.Master.Authority} closed the stream");
            }

            watchdog.Seen();
            var received = subscription.Current;
            if (received.Type == Event.Types.Type.Error)
            {
                Abort(received.Error?.Message ?? "the master gave no reason");
                return;
            }

            if (received.Type != Event.Types.Type.Heartbeat)
            {
                Callback(() => Dispatch(received));
            }
        }
    }

    private FrameworkInfo FrameworkForSubscription()
    {
        lock (_gate)
        {
            return _framework.Clone();
        }
    }

    private void Connected(SchedulerSubscription subscription)
    {
        bool isFirst;
        lock (_gate)
        {
            isFirst = !_wasRegistered;
            _wasRegistered = true;
            _framework.Id = subscription.FrameworkId;
            _subscription = subscription;
        }

        _backoff.Reset();
        var master = subscription.Subscribed.MasterInfo ?? new MasterInfo();
        Callback(() =>
        {
            if (isFirst)
            {
                _scheduler.Registered(this, subscription.FrameworkId, master);
            }
            else
            {
                _scheduler.Reregistered(this, master);
            }
        });
    }

    private void Disconnected()
    {
        lock (_gate)
        {
            _subscription = null;
        }

        Callback(() => _scheduler.Disconnected(this));
    }

    private void CallRefused(Call call, MesosException reason) =>
        CallbackFromElsewhere(() => _scheduler.CallRefused(this, call, reason.Message));

    /// <summary>A callback outside the loop of <see cref="RunAsync"/>, which is where its exception must come out.</summary>
    private void CallbackFromElsewhere(Action tell)
    {
        try
        {
            Callback(tell);
        }
        catch (Exception exception)
        {
            _fault = ExceptionDispatchInfo.Capture(exception);
            Stop(failover: true);
        }
    }

    /// <summary>Nothing more is told to a scheduler that has stopped its driver.</summary>
    private void Callback(Action tell)
    {
        lock (_callback)
        {
            lock (_gate)
            {
                if (_isStopping)
                {
                    return;
                }
            }

            var outer = _dispatching;
            _dispatching = this;
            try
            {
                tell();
            }
            finally
            {
                _dispatching = outer;
            }
        }
    }
}
