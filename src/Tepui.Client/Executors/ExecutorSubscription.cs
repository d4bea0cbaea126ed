using System;
using System.Collections.Generic;
using System.Net;
using System.Net.Http;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using Google.Protobuf;
using Mesos.V1;
using Mesos.V1.Executor;
using Tepui.Client.Http;
using Task = System.Threading.Tasks.Task;

namespace Tepui.Client.Executors;

/// <summary>
/// A live subscription of an executor. Calls go out in the order they are made; each task completes with the agent's answer,
/// and fails with <see cref="MesosException"/> when the agent refuses. Disposing it disconnects the executor.
/// </summary>
public sealed class ExecutorSubscription : IAsyncDisposable
{
    /// <summary>The status of the exception that says: the agent subscribed this executor only to have it end.</summary>
    internal const HttpStatusCode ToEnd = HttpStatusCode.Gone;

    private readonly FrameworkID _frameworkId;
    private readonly ExecutorID _executorId;
    private readonly EventReader<Event> _events;
    private readonly HttpResponseMessage _response;
    private readonly CallChannel _channel;

    internal ExecutorSubscription(
        Uri agent,
        FrameworkID frameworkId,
        ExecutorID executorId,
        EventReader<Event> events,
        HttpResponseMessage response,
        CallChannel channel)
    {
        Agent = agent;
        (_frameworkId, _executorId) = (frameworkId, executorId);
        (_events, _response, _channel) = (events, response, channel);
    }

    public Uri Agent { get; }

    /// <summary>The first event: who the executor, its framework and its agent are.</summary>
    public Event.Types.Subscribed Subscribed { get; private set; } = new();

    internal Event Current => _events.Current;

    /// <summary>The events after SUBSCRIBED, until the agent closes the stream. To be read once, by one reader.</summary>
    /// <exception cref="MesosException">The connection failed, or what came is no event.</exception>
    public async IAsyncEnumerable<Event> ReadEventsAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (await MoveNextAsync(cancellationToken))
            yield return _events.Current;
    }

    /// <summary>Any call; whose it is is filled in.</summary>
    /// <exception cref="MesosException">The agent refused it, or the connection failed.</exception>
    public async Task SendAsync(Call call, CancellationToken cancellationToken = default)
    {
        var answer = await _channel.SendAsync(Own(call)).WaitAsync(cancellationToken);
        if (!answer.IsSuccess)
            throw ApiTransport.Refusal(answer.StatusCode, answer.Body);
    }

    /// <param name="status">With a uuid, <c>SOURCE_EXECUTOR</c> and a time.</param>
    public Task UpdateAsync(Mesos.V1.TaskStatus status, CancellationToken cancellationToken = default) =>
        SendAsync(ExecutorCalls.Update(status), cancellationToken);

    public Task MessageAsync(ByteString data, CancellationToken cancellationToken = default) =>
        SendAsync(ExecutorCalls.Message(data), cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _channel.DisposeAsync();
        await _events.CloseAsync();
        _response.Dispose();
    }

    internal ValueTask<bool> MoveNextAsync(CancellationToken cancellationToken) => _events.MoveNextAsync(cancellationToken);

    /// <summary>Sends a call that nobody waits for.</summary>
    internal void Post(Call call)
    {
        _channel.Post(Own(call));
        _channel.Flush();
    }

    internal Task WhenAnsweredAsync() => _channel.WhenAnsweredAsync();

    internal async Task ReadSubscribedAsync(CancellationToken cancellationToken)
    {
        var first = await _events.FirstAsync(cancellationToken);
        Subscribed = first.Type switch
        {
            Event.Types.Type.Subscribed when first.Subscribed is not null => first.Subscribed,
            Event.Types.Type.Error => throw new MesosException(first.Error?.Message ?? "refused", HttpStatusCode.BadRequest),
            Event.Types.Type.Shutdown => throw new MesosException("the agent wants this executor to end", ToEnd),
            _ => throw new MesosException($"{Agent.Authority} began its stream with {first.Type} instead of SUBSCRIBED"),
        };
    }

    private Call Own(Call call)
    {
        (call.FrameworkId, call.ExecutorId) = (_frameworkId, _executorId);
        return call;
    }
}
