using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Pipelines;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using Mesos.V1;
using Tepui.Client.Http;
using Tepui.Protocol.Codecs;

namespace Tepui.Client.Schedulers;

/// <summary>
/// The scheduler API as it is (docs/scheduler-http-api.md of Mesos): subscribe, then events in and calls out. Reconnecting
/// and acknowledging are up to you; <see cref="SchedulerDriver"/> does both.
/// </summary>
public sealed class SchedulerClient : IDisposable
{
    internal const string Path = "/api/v1/scheduler";

    private readonly ApiTransport _transport;
    private readonly MessageEncoding _encoding;
    private readonly TimeSpan _connectTimeout;
    private readonly BasicCredential? _credential;

    public SchedulerClient(
        MessageEncoding encoding = MessageEncoding.Protobuf, TimeSpan? connectTimeout = null, BasicCredential? credential = null)
    {
        _encoding = encoding;
        _connectTimeout = connectTimeout ?? TimeSpan.FromSeconds(5);
        _credential = credential;
        _transport = new ApiTransport(_connectTimeout, credential);
    }

    /// <summary>
    /// Subscribes, following a standby's redirect to the leader. With an id in the framework it comes back as that one,
    /// and whoever held it before gets an ERROR event.
    /// </summary>
    /// <exception cref="MesosException">The master cannot be reached, or refuses.</exception>
    public Task<SchedulerSubscription> SubscribeAsync(
        Uri master,
        FrameworkInfo framework,
        IEnumerable<string>? suppressedRoles = null,
        CancellationToken cancellationToken = default) =>
        SubscribeAsync(master, framework, suppressedRoles, refused: null, broken: null, cancellationToken);

    internal async Task<SchedulerSubscription> SubscribeAsync(
        Uri master,
        FrameworkInfo framework,
        IEnumerable<string>? suppressedRoles,
        Action<Mesos.V1.Scheduler.Call, MesosException>? refused,
        Action<MesosException>? broken,
        CancellationToken cancellationToken)
    {
        var call = SchedulerCalls.Subscribe(framework, suppressedRoles);
        var (response, leader) = await _transport.PostAsync(master, Path, _encoding, call, cancellationToken);
        SchedulerSubscription? subscription = null;
        try
        {
            var channel = new CallChannel(leader, Path, _encoding, StreamId(response), _connectTimeout, _credential)
            {
                Refused = refused is null ? null : (message, reason) => refused((Mesos.V1.Scheduler.Call)message, reason),
                Broken = broken,
            };
            var events = PipeReader.Create(await response.Content.ReadAsStreamAsync(cancellationToken));
            subscription = new SchedulerSubscription(leader, _encoding, response, events, channel);
            await subscription.ReadSubscribedAsync(cancellationToken);
            return subscription;
        }
        catch (Exception exception)
        {
            response.Dispose();
            if (subscription is not null)
            {
                await subscription.DisposeAsync();
            }

            if (exception is HttpRequestException or IOException)
            {
                throw new MesosException($"{leader.Authority} closed the connection: {exception.Message}", null, exception);
            }

            throw;
        }
    }

    public void Dispose() => _transport.Dispose();

    private static string? StreamId(HttpResponseMessage response) =>
        response.Headers.TryGetValues("Mesos-Stream-Id", out var values) ? string.Concat(values) : null;
}
