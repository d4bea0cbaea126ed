using System;
using System.Collections.Generic;
using System.IO.Pipelines;
using System.Net.Http;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using Google.Protobuf;
using Mesos.V1;
using Mesos.V1.Scheduler;
using Tepui.Client.Http;
using Tepui.Protocol.Codecs;
using Task = System.Threading.Tasks.Task;

namespace Tepui.Client.Schedulers;

/// <summary>
/// A live subscription. Calls go out in the order they are made; each task completes with the master's answer, and fails
/// with <see cref="MesosException"/> when the master refuses. Disposing it disconnects the framework.
/// </summary>
public sealed class SchedulerSubscription : IAsyncDisposable
{
    private readonly HttpResponseMessage _response;
    private readonly CallChannel _channel;
    private readonly EventReader<Event> _events;

    internal SchedulerSubscription(
        Uri master, MessageEncoding encoding, HttpResponseMessage response, PipeReader reader, CallChannel channel)
    {
        Master = master;
        _response = response;
        _channel = channel;
        _events = new EventReader<Event>(master, encoding, reader);
    }

    /// <summary>The leader that answered.</summary>
    public Uri Master { get; }

    /// <summary>The first event: the framework's id, the heartbeat interval, the master.</summary>
    public Event.Types.Subscribed Subscribed { get; private set; } = new();

    public FrameworkID FrameworkId => Subscribed.FrameworkId;

    /// <summary>The events after SUBSCRIBED, until the master closes the stream. To be read once, by one reader.</summary>
    /// <exception cref="MesosException">The connection failed, or what came is no event.</exception>
    public async IAsyncEnumerable<Event> ReadEventsAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (await MoveNextAsync(cancellationToken))
        {
            yield return _events.Current;
        }
    }

    /// <summary>Any call; its framework id is filled in.</summary>
    /// <exception cref="MesosException">The master refused it, or the connection failed.</exception>
    public async Task SendAsync(Call call, CancellationToken cancellationToken = default)
    {
        call.FrameworkId = FrameworkId;
        var answer = await _channel.SendAsync(call).WaitAsync(cancellationToken);
        if (!answer.IsSuccess)
        {
            throw ApiTransport.Refusal(answer.StatusCode, answer.Body);
        }
    }

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

    public async ValueTask DisposeAsync()
    {
        await _channel.DisposeAsync();
        await _events.CloseAsync();
        _response.Dispose();
    }

    internal Event Current => _events.Current;

    internal ValueTask<bool> MoveNextAsync(CancellationToken cancellationToken) => _events.MoveNextAsync(cancellationToken);

    /// <summary>Gathers a call that nobody waits for.</summary>
    internal void Post(Call call)
    {
        call.FrameworkId = FrameworkId;
        _channel.Post(call);
    }

    internal void Flush() => _channel.Flush();

    internal Task WhenAnsweredAsync() => _channel.WhenAnsweredAsync();

    internal async Task ReadSubscribedAsync(CancellationToken cancellationToken)
    {
        var first = await _events.FirstAsync(cancellationToken);
        Subscribed = first.Type switch
        {
            Event.Types.Type.Subscribed when first.Subscribed is not null => first.Subscribed,
            Event.Types.Type.Error => throw new MesosException(first.Error?.Message ?? "refused", System.Net.HttpStatusCode.BadRequest),
            _ => throw new MesosException($"{Master.Authority} began its stream with {first.Type} instead of SUBSCRIBED"),
        };
    }
}
