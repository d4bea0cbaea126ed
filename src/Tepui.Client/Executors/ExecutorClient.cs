using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Pipelines;
using System.Net.Http;
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

    private readonly ApiTransport _transport;
    private readonly MessageEncoding _encoding;
    private readonly TimeSpan _connectTimeout;

    public ExecutorClient(MessageEncoding encoding = MessageEncoding.Protobuf, TimeSpan? connectTimeout = null)
    {
        _encoding = encoding;
        _connectTimeout = connectTimeout ?? TimeSpan.FromSeconds(5);
        _transport = new ApiTransport(_connectTimeout, credential: null);
    }

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

    internal async Task<ExecutorSubscription> SubscribeAsync(
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
        var (response, server) = await _transport.PostAsync(agent, Path, _encoding, call, cancellationToken);
        ExecutorSubscription? subscription = null;
        try
        {
            var channel = new CallChannel(server, Path, _encoding, streamId: null, _connectTimeout, credential: null)
            {
                Refused = refused is null ? null : (message, reason) => refused((Call)message, reason),
                Broken = broken,
            };
            var events = PipeReader.Create(await response.Content.ReadAsStreamAsync(cancellationToken));
            subscription = new ExecutorSubscription(
                server, frameworkId, executorId, new EventReader<Event>(server, _encoding, events), response, channel);
            await subscription.ReadSubscribedAsync(cancellationToken);
            return subscription;
        }
        catch (Exception exception)
        {
            response.Dispose();
            if (subscription is not null)
                await subscription.DisposeAsync();
            if (exception is HttpRequestException or IOException)
                throw new MesosException($"{server.Authority} closed the connection: {exception.Message}", null, exception);
            throw;
        }
    }

    public void Dispose() => _transport.Dispose();
}
