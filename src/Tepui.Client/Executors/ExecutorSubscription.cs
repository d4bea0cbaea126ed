using System;
using System.Collections.Generic;
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
/// A live subscription of an executor. Calls go out in the order they are made; each task completes with the agent's answer,
/// and fails with <see cref="MesosException"/> when the agent refuses. Disposing it disconnects the executor.
/// </summary>
public sealed class ExecutorSubscription : IAsyncDisposable
{
    /// <summary>The status of the exception that says: the agent subscribed this executor only to have it end.</summary>
    internal const HttpStatusCode ToEnd = HttpStatusCode.Gone;

    private readonly FrameworkID _frameworkId;
    private readonly ExecutorID _executorId;
    private readonly SubscriptionConnection<Event> _connection;

    internal ExecutorSubscription(FrameworkID frameworkId, ExecutorID executorId, SubscriptionConnection<Event> connection) =>
        (_frameworkId, _executorId, _connection) = (frameworkId, executorId, connection);

    public Uri Agent => _connection.Server;

    /// <summary>The first event: who the executor, its framework and its agent are.</summary>
    public Event.Types.Subscribed Subscribed { get; private set; } = new();

    internal Event Current => _connection.Events.Current;

    /// <summary>The events after SUBSCRIBED, until the agent closes the stream. To be read once, by one reader.</summary>
    /// <exception cref="MesosException">The connection failed, or what came is no event.</exception>
    public IAsyncEnumerable<Event> ReadEventsAsync(CancellationToken cancellationToken = default) =>
        _connection.ReadAllAsync(cancellationToken);

    /// <summary>Any call; whose it is is filled in.</summary>
    /// <exception cref="MesosException">The agent refused it, or the connection failed.</exception>
    public Task SendAsync(Call call, CancellationToken cancellationToken = default) =>
        _connection.SendAsync(Own(call), cancellationToken);

    /// <param name="status">With a uuid, <c>SOURCE_EXECUTOR</c> and a time.</param>
    public Task UpdateAsync(Mesos.V1.TaskStatus status, CancellationToken cancellationToken = default) =>
        SendAsync(ExecutorCalls.Update(status), cancellationToken);

    public Task MessageAsync(ByteString data, CancellationToken cancellationToken = default) =>
        SendAsync(ExecutorCalls.Message(data), cancellationToken);

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    internal ValueTask<bool> MoveNextAsync(CancellationToken cancellationToken) => _connection.Events.MoveNextAsync(cancellationToken);

    /// <summary>Sends a call that nobody waits for.</summary>
    internal void Post(Call call)
    {
        _connection.Post(Own(call));
        _connection.Flush();
    }

    internal Task WhenAnsweredAsync() => _connection.WhenAnsweredAsync();

    internal async Task ReadSubscribedAsync(CancellationToken cancellationToken)
    {
        var first = await _connection.Events.FirstAsync(cancellationToken);
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
