using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Mesos.V1.Executor;
using Tepui.Client.Http;

namespace Tepui.Client.Executors;

public sealed partial class ExecutorDriver
{
    /// <summary>One subscription, from its call to its loss.</summary>
    /// <param name="lostSince">Since when there is none.</param>
    /// <param name="onLost">Called when a subscription that stood is lost.</param>
    private async Task ServeAsync(ExecutorClient client, Loss loss, long lostSince, Action onLost)
    {
        await using var subscription = await SubscribeAsync(
            client, Patience(lostSince), reason => loss.Declare(reason.Message), loss.Token);
        await using var heartbeat = _options.Time.CreateTimer(
            _ => subscription.Post(ExecutorCalls.Heartbeat()), null, _options.HeartbeatInterval, _options.HeartbeatInterval);
        try
        {
            await HandleEventsAsync(subscription, loss.Token);
        }
        finally
        {
            Disconnected();
            onLost();
        }
    }

    private async Task<ExecutorSubscription> SubscribeAsync(
        ExecutorClient client, TimeSpan patience, Action<MesosException> lose, CancellationToken lost)
    {
        IReadOnlyList<Call.Types.Update> updates;
        IReadOnlyList<Mesos.V1.TaskInfo> tasks;
        lock (_life.Gate)
            (tasks, updates) = (_unacknowledged.Tasks, _unacknowledged.Updates);
        using var tooLong = new CancellationTokenSource(patience, _options.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(lost, tooLong.Token);
        try
        {
            var subscription = await client.SubscribeAsync(
                _environment.Agent, _environment.FrameworkId, _environment.ExecutorId, tasks, updates, CallRefused, lose, either.Token);
            Connected(subscription, updates.Count);
            return subscription;
        }
        catch (OperationCanceledException) when (tooLong.IsCancellationRequested && !lost.IsCancellationRequested)
        {
            throw new MesosException($"{_environment.Agent.Authority} does not answer");
        }
    }

    private void Connected(ExecutorSubscription subscription, int updatesTold)
    {
        bool isFirst;
        lock (_life.Gate)
        {
            isFirst = !_wasRegistered;
            _wasRegistered = true;
            _subscription = subscription;

            // Made since the call to subscribe was written.
            var updates = _unacknowledged.Updates;
            for (var i = updatesTold; i < updates.Count; i++)
                subscription.Post(ExecutorCalls.Update(updates[i].Status));
        }

        _life.ResetBackoff();
        var subscribed = subscription.Subscribed;
        Callback(() =>
        {
            if (isFirst)
                _executor.Registered(this, subscribed.ExecutorInfo, subscribed.FrameworkInfo, subscribed.AgentInfo);
            else
                _executor.Reregistered(this, subscribed.AgentInfo);
        });
    }

    private void Disconnected()
    {
        lock (_life.Gate)
        {
            _subscription = null;
            if (!_environment.Checkpoint)
                _allAcknowledged?.TrySetResult();
        }

        Callback(() => _executor.Disconnected(this));
    }

    private async Task HandleEventsAsync(ExecutorSubscription subscription, CancellationToken lost)
    {
        while (await subscription.MoveNextAsync(lost))
        {
            if (!Dispatch(subscription.Current))
                return;
        }

        throw new MesosException($"{subscription.Agent.Authority} closed the stream");
    }

    /// <summary>False when nothing is to come after this event.</summary>
    private bool Dispatch(Event received)
    {
        switch (received.Type)
        {
            case Event.Types.Type.Launch when received.Launch is { } launch:
                Launch(launch.Task);
                return true;
            case Event.Types.Type.LaunchGroup when received.LaunchGroup is { } group:
                foreach (var task in group.TaskGroup.Tasks)
                    Launch(task);
                return true;
            case Event.Types.Type.Kill when received.Kill is { } kill:
                Callback(() => _executor.KillTask(this, kill.TaskId));
                return true;
            case Event.Types.Type.Acknowledged when received.Acknowledged is { } acknowledged:
                Acknowledged(acknowledged);
                return true;
            case Event.Types.Type.Message when received.Message is { } message:
                Callback(() => _executor.FrameworkMessage(this, message.Data.ToByteArray()));
                return true;
            case Event.Types.Type.Shutdown:
                Callback(() => _executor.Shutdown(this));
                Stop();
                return true;
            case Event.Types.Type.Error:
                Abort(received.Error?.Message ?? "the agent gave no reason");
                return false;
            default:
                // HEARTBEAT, and what newer agents send.
                return true;
        }
    }

    private void Launch(Mesos.V1.TaskInfo task)
    {
        lock (_life.Gate)
            _unacknowledged.Launched(task);
        Callback(() => _executor.LaunchTask(this, task));
    }

    private void Acknowledged(Event.Types.Acknowledged acknowledged) =>
        Settle(() => _unacknowledged.Acknowledged(acknowledged.TaskId, acknowledged.Uuid));

    private void Settle(Action settle)
    {
        lock (_life.Gate)
        {
            settle();
            if (_unacknowledged.UpdateCount == 0)
                _allAcknowledged?.TrySetResult();
        }
    }
}
