using System;
using System.Collections.Generic;
using System.Net.Http;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using Google.Protobuf;

namespace Tepui.Client.Http;

/// <summary>A subscription as both APIs have it: one response that brings events, and calls on a connection beside it.</summary>
internal sealed class SubscriptionConnection<TEvent> : IAsyncDisposable
    where TEvent : class, IMessage<TEvent>, new()
{
    private readonly HttpResponseMessage _response;
    private readonly CallChannel _channel;

    public SubscriptionConnection(Uri server, HttpResponseMessage response, EventReader<TEvent> events, CallChannel channel)
    {
        Server = server;
        Events = events;
        (_response, _channel) = (response, channel);
    }

    /// <summary>Who answered, which after a redirect is not whom one asked.</summary>
    public Uri Server { get; }

    public EventReader<TEvent> Events { get; }

    /// <summary>The events from where the reader stands, until the stream is closed.</summary>
    /// <exception cref="MesosException">The connection failed, or what came is no event.</exception>
    public async IAsyncEnumerable<TEvent> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (await Events.MoveNextAsync(cancellationToken))
        {
            yield return Events.Current;
        }
    }

    /// <exception cref="MesosException">The call was refused, or the connection failed.</exception>
    public async Task SendAsync(IMessage call, CancellationToken cancellationToken)
    {
        var answer = await _channel.SendAsync(call).WaitAsync(cancellationToken);
        if (!answer.IsSuccess)
        {
            throw ApiTransport.Refusal(answer.StatusCode, answer.Body);
        }
    }

    /// <summary>Gathers a call that nobody waits for.</summary>
    public void Post(IMessage call) => _channel.Post(call);

    public void Flush() => _channel.Flush();

    public Task WhenAnsweredAsync() => _channel.WhenAnsweredAsync();

    public async ValueTask DisposeAsync()
    {
        await _channel.DisposeAsync();
        await Events.CloseAsync();
        _response.Dispose();
    }
}
