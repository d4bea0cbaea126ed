using System;
using System.Collections.Generic;
using System.Net;
using System.Threading;
using System.Threading.Tasks;
using Google.Protobuf;
using Mesos.V1;
using Mesos.V1.Scheduler;
using Tepui.Client.Http;
using Task = System.Threading.Tasks.Task;

namespace Tepui.Client.Schedulers;

/// <summary>
/// A live subscription. Calls go out in the order they are made; each task completes with the master's answer, and fails
/// with <see cref="MesosException"/> when the master refuses. Disposing it disconnects the framework.
/// </summary>
public sealed class SchedulerSubscription : IAsyncDisposable
{
    private readonly SubscriptionConnection<Event> _connection;

    internal SchedulerSubscription(SubscriptionConnection<Event> connection) => _connection = connection;

    /// <summary>The leader that answered.</summary>
    public Uri Master => _connection.Server;

    /// <summary>The first event: the framework's id, the heartbeat interval, the master.</summary>
    public Event.Types.Subscribed Subscribed { get; private set; } = new();

    public FrameworkID FrameworkId => Subscribed.FrameworkId;

    /// <summary>The events after SUBSCRIBED, until the master closes the stream. To be read once, by one reader.</summary>
    /// <exception cref="MesosException">The connection failed, or what came is no event.</exception>
    public IAsyncEnumerable<Event> ReadEventsAsync(CancellationToken cancellationToken = default) =>
        _connection.ReadAllAsync(cancellationToken);

    /// <summary>Any call; its framework id is filled in.</summary>
    /// <exception cref="MesosException">The master refused it, or the connection failed.</exception>
    public Task SendAsync(Call call, CancellationToken cancellationToken = default) =>
        _connection.SendAsync(Own(call), cancellationToken);

    public Task AcceptAsync(
        IEnumerable<OfferID> offerIds,
        IEnumerable<Offer.Types.Operation> operations,
        Filters? filters = null,
        CancellationToken cancellationToken = default) =>
        SendAsync(SchedulerCalls.Accept(offerIds, operations, filters), cancellationToken);

    public Task DeclineAsync(IEnumerable<OfferID> offerIds, Filters? filters = null, CancellationToken cancellationToken = default) =>
        SendAsync(SchedulerCalls.Decline(offerIds, filters), cancellationToken);

    public Task AcknowledgeAsync(Mesos.V1.TaskStatus status, CancellationToken cancellationToken = default) =>
        SendAsync(SchedulerCalls.Acknowledge(status), cancellationToken);

    public Task KillAsync(
        TaskID taskId, AgentID? agentId = null, KillPolicy? killPolicy = null, CancellationToken cancellationToken = default) =>
        SendAsync(SchedulerCalls.Kill(taskId, agentId, killPolicy), cancellationToken);

    public Task ReconcileAsync(IEnumerable<Mesos.V1.TaskStatus> statuses, CancellationToken cancellationToken = default) =>
        SendAsync(SchedulerCalls.Reconcile(statuses), cancellationToken);

    public Task ReviveAsync(IEnumerable<string>? roles = null, CancellationToken cancellationToken = default) =>
        SendAsync(SchedulerCalls.Revive(roles), cancellationToken);

    public Task SuppressAsync(IEnumerable<string>? roles = null, CancellationToken cancellationToken = default) =>
        SendAsync(SchedulerCalls.Suppress(roles), cancellationToken);

    public Task ShutdownAsync(ExecutorID executorId, AgentID agentId, CancellationToken cancellationToken = default) =>
        SendAsync(SchedulerCalls.Shutdown(executorId, agentId), cancellationToken);

    public Task MessageAsync(ExecutorID executorId, AgentID agentId, ByteString data, CancellationToken cancellationToken = default) =>
        SendAsync(SchedulerCalls.Message(executorId, agentId, data), cancellationToken);

    public Task TeardownAsync(CancellationToken cancellationToken = default) =>
        SendAsync(SchedulerCalls.Teardown(), cancellationToken);

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    internal Event Current => _connection.Events.Current;

    internal ValueTask<bool> MoveNextAsync(CancellationToken cancellationToken) => _connection.Events.MoveNextAsync(cancellationToken);

    /// <summary>Gathers a call that nobody waits for.</summary>
    internal void Post(Call call) => _connection.Post(Own(call));

    internal void Flush() => _connection.Flush();

    internal Task WhenAnsweredAsync() => _connection.WhenAnsweredAsync();

    internal async Task ReadSubscribedAsync(CancellationToken cancellationToken)
    {
        var first = await _connection.Events.FirstAsync(cancellationToken);
        Subscribed = first.Type switch
        {
            Event.Types.Type.Subscribed when first.Subscribed is not null => first.Subscribed,
            Event.Types.Type.Error => throw new MesosException(first.Error?.Message ?? "refused", HttpStatusCode.BadRequest),
            _ => throw new MesosException($"{Master.Authority} began its stream with {first.Type} instead of SUBSCRIBED"),
        };
    }

    private Call Own(Call call)
    {
        call.FrameworkId = FrameworkId;
        return call;
    }
}
