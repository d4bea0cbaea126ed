using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Mesos.V1;
using Mesos.V1.Scheduler;
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

    private readonly Subscriber _subscriber;

    public SchedulerClient(
        MessageEncoding encoding = MessageEncoding.Protobuf, TimeSpan? connectTimeout = null, BasicCredential? credential = null) =>
        _subscriber = new Subscriber(Path, encoding, connectTimeout, credential);

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

    internal Task<SchedulerSubscription> SubscribeAsync(
        Uri master,
        FrameworkInfo framework,
        IEnumerable<string>? suppressedRoles,
        Action<Call, MesosException>? refused,
        Action<MesosException>? broken,
        CancellationToken cancellationToken) =>
        _subscriber.OpenAsync<Event, SchedulerSubscription>(
            master,
            SchedulerCalls.Subscribe(framework, suppressedRoles),
            async connection =>
            {
                var subscription = new SchedulerSubscription(connection);
                await subscription.ReadSubscribedAsync(cancellationToken);
                return subscription;
            },
            refused is null ? null : (message, reason) => refused((Call)message, reason),
            broken,
            cancellationToken);

    public void Dispose() => _subscriber.Dispose();
}
