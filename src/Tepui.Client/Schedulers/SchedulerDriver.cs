using System;
using System.Threading;
using System.Threading.Tasks;
using Mesos.V1;
using Mesos.V1.Scheduler;
using Tepui.Client.Http;
using Tepui.Client.Masters;
using Task = System.Threading.Tasks.Task;

namespace Tepui.Client.Schedulers;

/// <summary>
/// Runs a <see cref="Scheduler"/> against a Mesos master: subscribes, reconnects with back-off, follows the leader by
/// redirects or by its election in ZooKeeper, watches the heartbeats, acknowledges updates.
/// </summary>
/// <remarks>
/// Calls go out in the order they are made. As in Mesos's own driver, a call made while the driver is not connected is
/// dropped, for by then the offers and updates it speaks of are void: offers come anew and unacknowledged updates are
/// sent again after the next <see cref="Scheduler.Registered"/> or <see cref="Scheduler.Reregistered"/>. Two things are
/// not lost: tasks of a launch that was dropped are reported as TASK_LOST (TASK_DROPPED to a partition-aware framework)
/// with REASON_MASTER_DISCONNECTED, and which roles are suppressed is told to the master on the next subscription.
/// A kill must be made again. What became of calls on their way when a connection broke, only reconciliation tells.
/// </remarks>
public sealed partial class SchedulerDriver : ISchedulerDriver
{
    // Events that came together are handled together; this many at most before the calls made meanwhile go out.
    private const int MostEventsBetweenFlushes = 32;

    // Whatever a framework's failover time-out is, nobody is asked without end and pause.
    private const double LeastLongestBackoffSeconds = 0.05;

    private readonly Scheduler _scheduler;
    private readonly SchedulerDriverOptions _options;
    private readonly MasterLocation? _location;
    private readonly DriverLife _life;
    private readonly SuppressedRoles _suppressed;

    // Guarded by the gate of the driver's life.
    private readonly FrameworkInfo _framework;
    private SchedulerSubscription? _subscription;
    private bool _wasRegistered;

    /// <param name="framework">With its id when it comes back after a failover.</param>
    /// <exception cref="FormatException">Where the master is cannot be read.</exception>
    public SchedulerDriver(Scheduler scheduler, FrameworkInfo framework, SchedulerDriverOptions options)
    {
        _scheduler = scheduler;
        _framework = framework.Clone();
        _options = options;
        _location = options.Detector is null ? MasterLocation.Parse(options.Masters) : null;
        _life = new DriverLife(options.Time, Backoff(options, framework));
        _suppressed = new SuppressedRoles(_framework);
    }

    /// <summary>Null until the master has given one.</summary>
    public FrameworkID? FrameworkId
    {
        get
        {
            lock (_life.Gate)
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
        await using var own = _location is null
            ? null
            : MasterDetector.Open(_location, _options.Detection ?? new MasterDetectorOptions { Time = _options.Time });
        var detector = _options.Detector ?? own!;
        await using var registration = cancellationToken.Register(() => Stop(failover: true));
        while (!_life.IsEnded)
        {
            DetectedMaster? master = null;
            try
            {
                master = await DetectAsync(detector);
                await _life.ServeAsync(loss => FollowAsync(client, master, loss));
            }
            catch (MesosException) when (master is { Changed.IsCompleted: true } && !_life.IsEnded)
            {
                // The next one is gone to at once: what failed has nothing to do with it.
                _life.ResetBackoff();
            }
            catch (MesosException exception) when (exception.IsRefusal)
            {
                Abort(exception.Message);
            }
            catch (MesosException exception)
            {
                await WaitAsync(exception.Message, master?.Changed);
                if (master is { Changed.IsCompleted: true })
                {
                    // What the next leader is asked again for is its own: it may not have read its registry yet.
                    _life.ResetBackoff();
                }
            }
            catch (OperationCanceledException) when (_life.IsEnded)
            {
                break;
            }
        }

        return _life.Outcome();
    }

    public void Stop(bool failover = false)
    {
        SchedulerSubscription? subscription;
        lock (_life.Gate)
        {
            if (!_life.TryStop())
            {
                return;
            }

            subscription = _subscription;
        }

        if (subscription is null)
        {
            _life.End();
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

        await _life.EndAsync();
    }

    private void Abort(string message) => _life.Abort(() => _scheduler.Error(this, message));

    private Task WaitAsync(string problem, Task? sooner) =>
        _life.WaitAsync(wait => _scheduler.MasterUnreachable(this, problem, wait), sooner);

    private static ReconnectBackoff Backoff(SchedulerDriverOptions options, FrameworkInfo framework)
    {
        var longest = options.LongestBackoff;
        if (framework.FailoverTimeout > 0 && framework.FailoverTimeout / 10 < longest.TotalSeconds)
        {
            longest = TimeSpan.FromSeconds(Math.Max(framework.FailoverTimeout / 10, LeastLongestBackoffSeconds));
        }

        return new ReconnectBackoff(options.ShortestBackoff < longest ? options.ShortestBackoff : longest, longest, options.Jitter);
    }

    /// <summary>Waits until a master is known, however long that takes, and says so when it takes long.</summary>
    private async Task<DetectedMaster> DetectAsync(IMasterDetector detector)
    {
        var detection = detector.DetectAsync(_life.Ended);
        if (!detection.IsCompleted)
        {
            using var known = CancellationTokenSource.CreateLinkedTokenSource(_life.Ended);
            var patience = Task.Delay(_options.DetectionPatience, _options.Time, known.Token);
            if (await Task.WhenAny(detection, patience) == patience && patience.IsCompletedSuccessfully && detector.Problem is { } problem)
            {
                Callback(() => _scheduler.MasterUnreachable(this, problem, TimeSpan.Zero));
            }

            await known.CancelAsync();
        }

        return await detection;
    }

    /// <summary>Serves a master until it is lost, or leads no more.</summary>
    private async Task FollowAsync(SchedulerClient client, DetectedMaster master, Loss loss)
    {
        using var served = CancellationTokenSource.CreateLinkedTokenSource(loss.Token);
        var watching = DeclareAsync(master.Changed.WaitAsync(served.Token), loss);
        try
        {
            await ServeAsync(client, master.Address, loss);
        }
        finally
        {
            await served.CancelAsync();
            await watching;
        }
    }

    private static async Task DeclareAsync(Task changed, Loss loss)
    {
        await changed.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (changed.IsCompletedSuccessfully)
        {
            loss.Declare("the master that was subscribed to leads no more");
        }
    }

    private async Task ServeAsync(SchedulerClient client, Uri master, Loss loss)
    {
        await using var subscription = await client.SubscribeAsync(
            master, FrameworkForSubscription(), _suppressed.Roles, CallRefused, reason => loss.Declare(reason.Message), loss.Token);
        var subscribed = subscription.Subscribed;
        using var watchdog = new HeartbeatWatchdog(
            _options.Time,
            TimeSpan.FromSeconds(subscribed.HeartbeatIntervalSeconds),
            _options.MissedHeartbeats,
            () => loss.Declare($"no event from {subscription.Master.Authority} for {_options.MissedHeartbeats} heartbeat intervals"));
        try
        {
            Connected(subscription);
            await HandleEventsAsync(subscription, watchdog, loss.Token);
        }
        finally
        {
            Disconnected();
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
        lock (_life.Gate)
        {
            return _framework.Clone();
        }
    }

    private void Connected(SchedulerSubscription subscription)
    {
        bool isFirst;
        lock (_life.Gate)
        {
            isFirst = !_wasRegistered;
            _wasRegistered = true;
            _framework.Id = subscription.FrameworkId;
            _subscription = subscription;
        }

        _life.ResetBackoff();
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
        lock (_life.Gate)
        {
            _subscription = null;
        }

        Callback(() => _scheduler.Disconnected(this));
    }

    private void CallRefused(Call call, MesosException reason) =>
        CallbackFromElsewhere(() => _scheduler.CallRefused(this, call, reason.Message));

    private void CallbackFromElsewhere(Action tell) => _life.TellFromElsewhere(tell, () => Stop(failover: true));

    private void Callback(Action tell) => _life.Tell(tell);
}
