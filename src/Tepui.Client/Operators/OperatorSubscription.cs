using System;
using System.Collections.Generic;
using System.IO.Pipelines;
using System.Net.Http;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using Mesos.V1.Master;
using Tepui.Client.Http;
using Tepui.Protocol.Codecs;

namespace Tepui.Client.Operators;

/// <summary>
/// The master's event stream: how everything stands, and then every change. Nobody reconnects for you: what is missed in
/// between is in the next subscription's first event. Disposing it ends the stream.
/// </summary>
public sealed class OperatorSubscription : IAsyncDisposable
{
    /// <summary>The first event is the whole state, whatever its size.</summary>
    private const int LargestRecord = int.MaxValue;

    private readonly HttpResponseMessage _response;
    private readonly EventReader<Event> _events;

    private OperatorSubscription(Uri master, HttpResponseMessage response, EventReader<Event> events)
    {
        Master = master;
        (_response, _events) = (response, events);
    }

    /// <summary>The leader that answered.</summary>
    public Uri Master { get; }

    /// <summary>How everything stood when the stream began.</summary>
    public Response.Types.GetState State { get; private set; } = new();

    /// <summary>How often HEARTBEAT comes at least; after five that did not, the connection is lost.</summary>
    public TimeSpan HeartbeatInterval { get; private set; }

    /// <summary>The events after SUBSCRIBED, heartbeats too, until the master ends the stream. To be read once, by one reader.</summary>
    /// <exception cref="MesosException">The connection failed, or what came is no event.</exception>
    public async IAsyncEnumerable<Event> ReadEventsAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (await _events.MoveNextAsync(cancellationToken))
        {
            yield return _events.Current;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _events.CloseAsync();
        _response.Dispose();
        _events.Dispose();
    }

    internal static async Task<OperatorSubscription> OpenAsync(
        Uri master, HttpResponseMessage response, MessageEncoding encoding, CancellationToken cancellationToken)
    {
        var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var events = new EventReader<Event>(master, encoding, PipeReader.Create(stream), LargestRecord);
        var subscription = new OperatorSubscription(master, response, events);
        try
        {
            var first = await subscription._events.FirstAsync(cancellationToken);
            var subscribed = first.Subscribed
                ?? throw new MesosException($"{master.Authority} began its stream with {first.Type} instead of SUBSCRIBED");
            subscription.State = subscribed.GetState ?? new Response.Types.GetState();
            subscription.HeartbeatInterval = TimeSpan.FromSeconds(subscribed.HeartbeatIntervalSeconds);
            return subscription;
        }
        catch
        {
            await subscription.DisposeAsync();
            throw;
        }
    }
}
