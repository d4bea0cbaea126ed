using System;
using System.Net;
using System.Threading;
using System.Threading.Tasks;
using Google.Protobuf;
using Mesos.V1;
using Mesos.V1.Executor;
using Tepui.Client.Http;
using Task = System.Threading.Tasks.Task;

namespace Tepui.Client.Executors;

/// <summary>
/// Runs an <see cref="Executor"/> under the agent that started it: subscribes, reconnects with back-off, keeps status updates
/// until they are acknowledged and tells them again.
/// </summary>
/// <remarks>
/// Without a framework's <c>checkpoint</c> an executor ends when its agent is lost, as with Mesos's own driver; with it, when
/// the agent has stayed away for the recovery timeout. Either way <see cref="Executor.Shutdown"/> is called first.
/// Mesos has every executor try again at least once within the longest back-off it names: the waits stay under half of it.
/// </remarks>
public sealed partial class ExecutorDriver : IExecutorDriver
{
    private static readonly TimeSpan LongestAttempt = TimeSpan.FromDays(1);

    private readonly Executor _executor;
    private readonly ExecutorEnvironment _environment;
    private readonly ExecutorDriverOptions _options;
    private readonly DriverLife _life;

    // Guarded by the gate of the driver's life.
    private readonly Unacknowledged _unacknowledged = new();
    private TaskCompletionSource? _allAcknowledged;
    private ExecutorSubscription? _subscription;
    private bool _wasRegistered;

    /// <param name="environment">What the agent told this process; read from its environment when none is given.</param>
    /// <exception cref="MesosException">The environment is not that of an executor.</exception>
    public ExecutorDriver(Executor executor, ExecutorDriverOptions? options = null, ExecutorEnvironment? environment = null)
    {
        _executor = executor;
        _environment = environment ?? ExecutorEnvironment.Read();
        _options = options ?? new ExecutorDriverOptions();
        _life = new DriverLife(
            _options.Time, new ReconnectBackoff(_options.ShortestBackoff, _environment.SubscriptionBackoffMax / 2, _options.Jitter));
    }

    /// <summary>
    /// Runs until <see cref="Stop"/>, SHUTDOWN, an error from the agent, or cancellation. May be called once. An exception of a
    /// callback comes out here.
    /// </summary>
    /// <returns><see cref="Status.DriverStopped"/>, or <see cref="Status.DriverAborted"/> after <see cref="Executor.Error"/>.</returns>
    public async Task<Status> RunAsync(CancellationToken cancellationToken = default)
    {
        using var client = new ExecutorClient(_options.Encoding, _options.ConnectTimeout, _environment.DomainSocket);
        await using var registration = cancellationToken.Register(Stop);
        var lostSince = _options.Time.GetTimestamp();
        while (!_life.IsEnded)
        {
            try
            {
                var since = lostSince;
                await _life.ServeAsync(loss => ServeAsync(client, loss, since, () => lostSince = _options.Time.GetTimestamp()));
            }
            catch (MesosException exception) when (exception.StatusCode == ExecutorSubscription.ToEnd)
            {
                ShutDown();
            }
            catch (MesosException exception) when (IsRefusal(exception))
            {
                Abort(exception.Message);
            }
            catch (MesosException exception) when (IsGivenUp(exception, lostSince))
            {
                ShutDown($"the agent is lost: {exception.Message}");
            }
            catch (MesosException exception)
            {
                await WaitAsync(exception.Message);
            }
            catch (OperationCanceledException) when (_life.IsEnded)
            {
                break;
            }
        }

        return _life.Outcome();
    }

    public void SendStatusUpdate(Mesos.V1.TaskStatus status)
    {
        if (status.TaskId is null || !status.HasState)
            throw new ArgumentException("a status update needs a task_id and a state", nameof(status));
        var update = status.Clone();
        update.Uuid = ByteString.CopyFrom(Guid.NewGuid().ToByteArray(bigEndian: true));
        update.Source = Mesos.V1.TaskStatus.Types.Source.Executor;
        update.ExecutorId = _environment.ExecutorId;
        update.Timestamp = (_options.Time.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalSeconds;
        lock (_life.Gate)
        {
            _unacknowledged.Made(update);

            // Within the lock, so that updates leave in the order they were made.
            _subscription?.Post(ExecutorCalls.Update(update));
        }
    }

    public void SendFrameworkMessage(byte[] data)
    {
        lock (_life.Gate)
            _subscription?.Post(ExecutorCalls.Message(ByteString.CopyFrom(data)));
    }

    public void Stop()
    {
        if (_life.TryStop())
            _ = EndAsync();
    }

    /// <summary>The last updates are worth a moment: an executor that ends takes what is not acknowledged with it.</summary>
    private async Task EndAsync()
    {
        Task acknowledged;
        lock (_life.Gate)
        {
            _allAcknowledged = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (_unacknowledged.UpdateCount == 0 || (_subscription is null && !_environment.Checkpoint))
                _allAcknowledged.TrySetResult();
            acknowledged = Task.WhenAll(_allAcknowledged.Task, _subscription?.WhenAnsweredAsync() ?? Task.CompletedTask);
        }

        try
        {
            await acknowledged.WaitAsync(_options.StopTimeout, _options.Time, _life.Ended);
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            // The agent is silent, away or lost: it makes its own end of what runs no more.
        }

        await _life.EndAsync();
    }

    /// <summary>An agent that has just started may not have its routes yet.</summary>
    private static bool IsRefusal(MesosException exception) => exception.IsRefusal && exception.StatusCode != HttpStatusCode.NotFound;

    /// <summary>An agent that answers is not lost to an executor that has still to come to it for the first time.</summary>
    private bool IsGivenUp(MesosException exception, long lostSince) =>
        (!_environment.Checkpoint && (_wasRegistered || exception.StatusCode is null)) || RecoveryTimeLeft(lostSince) == TimeSpan.Zero;

    private TimeSpan RecoveryTimeLeft(long lostSince)
    {
        var left = _environment.RecoveryTimeout - _options.Time.GetElapsedTime(lostSince);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    /// <summary>How long one attempt to subscribe may take: an agent that takes the call and never answers is lost as well.</summary>
    private TimeSpan Patience(long lostSince)
    {
        var left = RecoveryTimeLeft(lostSince);
        return left < _options.ConnectTimeout ? _options.ConnectTimeout : left < LongestAttempt ? left : LongestAttempt;
    }

    private void ShutDown(string reason)
    {
        Callback(() => _executor.AgentUnreachable(this, reason, TimeSpan.Zero));
        ShutDown();
    }

    /// <summary>There is no agent to tell anything.</summary>
    private void ShutDown()
    {
        Callback(() => _executor.Shutdown(this));
        _life.End();
    }

    private void Abort(string message) => _life.Abort(() => _executor.Error(this, message));

    private Task WaitAsync(string problem) => _life.WaitAsync(wait => _executor.AgentUnreachable(this, problem, wait));

    private void Callback(Action tell) => _life.Tell(tell);

    private void CallRefused(Call call, MesosException reason)
    {
        if (call.Update is { } update)
        {
            if (!reason.IsRefusal)
            {
                _ = TellAgainAsync(update.Status.Uuid);
                return;
            }

            // What the agent cannot take it will never acknowledge; told again, it would have the whole subscription refused.
            if (reason.StatusCode == HttpStatusCode.BadRequest)
                Settle(() => _unacknowledged.Refused(update.Status.Uuid));
        }

        _life.TellFromElsewhere(() => _executor.CallRefused(this, call, reason.Message), Stop);
    }

    /// <summary>The agent has no room for an update now.</summary>
    private async Task TellAgainAsync(ByteString uuid)
    {
        await _life.DelayAsync(_options.ResendInterval);
        lock (_life.Gate)
        {
            if (_unacknowledged.Find(uuid) is { } update)
                _subscription?.Post(ExecutorCalls.Update(update.Status));
        }
    }
}
