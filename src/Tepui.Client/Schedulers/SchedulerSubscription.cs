using System;
using System.Collections.Generic;
using System.IO;
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
using Tepui.Protocol.Records;
using Task = System.Threading.Tasks.Task;

namespace Tepui.Client.Schedulers;

/// <summary>
/// A live subscription. Calls go out in the order they are made; each task completes with the master's answer, and fails
/// with <see cref="MesosException"/> when the master refuses. Disposing it disconnects the framework.
/// </summary>
public sealed class SchedulerSubscription : IAsyncDisposable
{
    private readonly MessageEncoding _encoding;
    private readonly HttpResponseMessage _response;
    private readonly PipeReader _reader;
    private readonly CallChannel _channel;
    private readonly IAsyncEnumerator<Event> _events;
    private readonly CancellationTokenSource _closing = new();

    internal SchedulerSubscription(
        Uri master, MessageEncoding encoding, HttpResponseMessage response, PipeReader reader, CallChannel channel)
    {
        Master = master;
        _encoding = encoding;
        _response = response;
        _reader = reader;
        _channel = channel;
        _events = DecodeAsync(_closing.Token).GetAsyncEnumerator(CancellationToken.None);
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
        await _closing.CancelAsync();
        _response.Dispose();
    }

    internal Event Current => _events.Current;

    /// <summary>On to the next event; completes at once when it is here already. Cancelling ends the subscription.</summary>
    internal async ValueTask<bool> MoveNextAsync(CancellationToken cancellationToken)
    {
        using var registration = cancellationToken.UnsafeRegister(static closing => ((CancellationTokenSource)closing!).Cancel(), _closing);
        try
        {
            return await _events.MoveNextAsync();
        }
        catch (MesosException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
    }

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
        var isThere = await MoveNextAsync(cancellationToken);
        if (!isThere)
        {
            throw new MesosException($"{Master.Authority} closed the stream before its first event");
        }

        var first = _events.Current;
        Subscribed = first.Type switch
        {
            Event.Types.Type.Subscribed when first.Subscribed is not null => first.Subscribed,
            Event.Types.Type.Error => throw new MesosException(first.Error?.Message ?? "refused", System.Net.HttpStatusCode.BadRequest),
            _ => throw new MesosException($"{Master.Authority} began its stream with {first.Type} instead of SUBSCRIBED"),
        };
    }

    private async IAsyncEnumerable<Event> DecodeAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var records = RecordReader.ReadAllAsync(_reader, cancellationToken: cancellationToken)
            .GetAsyncEnumerator(CancellationToken.None);
        while (await TryMoveNextAsync(records))
        {
            var decoded = MessageCodec.Decode<Event>(_encoding, records.Current);
            yield return decoded.Message ?? throw new MesosException($"{Master.Authority} sent what is no event: {decoded.Error}");
        }
    }

    private async ValueTask<bool> TryMoveNextAsync(IAsyncEnumerator<System.Buffers.ReadOnlySequence<byte>> records)
    {
        try
        {
            return await records.MoveNextAsync();
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException or RecordException
            or ObjectDisposedException or OperationCanceledException)
        {
            throw new MesosException($"the stream from {Master.Authority} broke: {exception.Message}", null, exception);
        }
    }
}
