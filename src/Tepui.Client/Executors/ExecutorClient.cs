using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Mesos.V1;
using Mesos.V1.Executor;
using Tepui.Client.Http;
using Tepui.Protocol.Codecs;

namespace Tepui.Client.Executors;

/// <summary>
/// The executor API as it is (docs/executor-http-api.md of Mesos): subscribe, then events in and calls out. Reconnecting and
/// keeping what is not acknowledged are up to you; <see cref="ExecutorDriver"/> does both.
/// </summary>
public sealed class ExecutorClient : IDisposable
{
    internal const string Path = "/api/v1/executor";

    private readonly Subscriber _subscriber;

    /// <param name="domainSocket">The agent's Unix socket (<see cref="ExecutorEnvironment.DomainSocket"/>); null for TCP.</param>
    public ExecutorClient(
        MessageEncoding encoding = MessageEncoding.Protobuf, TimeSpan? connectTimeout = null, string? domainSocket = null) =>
        _subscriber = new Subscriber(Path, encoding, connectTimeout, credential: null, domainSocket);

    /// <summary>Subscribes with the agent that started this executor.</summary>
    /// <param name="tasks">Launched, and not one update of theirs acknowledged.</param>
    /// <param name="updates">Sent, and not acknowledged.</param>
    /// <exception cref="MesosException">The agent cannot be reached, or refuses.</exception>
    public Task<ExecutorSubscription> SubscribeAsync(
        Uri agent,
        FrameworkID frameworkId,
        ExecutorID executorId,
        IEnumerable<TaskInfo>? tasks = null,
        IEnumerable<Call.Types.Update>? updates = null,
        CancellationToken cancellationToken = default) =>
        SubscribeAsync(agent, frameworkId, executorId, tasks, updates, refused: null, broken: null, cancellationToken);

    internal Task<ExecutorSubscription> SubscribeAsync(
        Uri agent,
        FrameworkID frameworkId,
        ExecutorID executorId,
        IEnumerable<TaskInfo>? tasks,
        IEnumerable<Call.Types.Update>? updates,
        Action<Call, MesosException>? refused,
        Action<MesosException>? broken,
        CancellationToken cancellationToken)
    {
        var call = ExecutorCalls.Subscribe(tasks ?? [], updates ?? []);
        (call.FrameworkId, call.ExecutorId) = (frameworkId, executorId);
        return _subscriber.OpenAsync<Event, ExecutorSubscription>(
            agent,
            call,
            async connection =>
            {
                var subscription = new ExecutorSubscription(frameworkId, executorId, connection);
                await subscription.ReadSubscribedAsync(cancellationToken);
                return subscription;
            },
            refused is null ? null : (message, reason) => refused((Call)message, reason),
            broken,
            cancellationToken);
    }

    public void Dispose() => _subscriber.Dispose();
}
