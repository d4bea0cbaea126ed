using System;
using System.IO;
using System.IO.Pipelines;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using Google.Protobuf;
using Tepui.Protocol.Codecs;

namespace Tepui.Client.Http;

/// <summary>Opens subscriptions to one API: the call to subscribe, its stream of events, and the connection for further calls.</summary>
internal sealed class Subscriber : IDisposable
{
    private readonly string _path;
    private readonly ApiTransport _transport;
    private readonly MessageEncoding _encoding;
    private readonly TimeSpan _connectTimeout;
    private readonly BasicCredential? _credential;
    private readonly string? _domainSocket;

    /// <param name="domainSocket">A Unix socket in place of the servers' addresses; null for TCP.</param>
    public Subscriber(
        string path, MessageEncoding encoding, TimeSpan? connectTimeout, BasicCredential? credential, string? domainSocket = null)
    {
        _domainSocket = domainSocket;
        _path = path;
        _encoding = encoding;
        _connectTimeout = connectTimeout ?? TimeSpan.FromSeconds(5);
        _credential = credential;
        _transport = new ApiTransport(_connectTimeout, credential, domainSocket);
    }

    /// <param name="subscribe">The call; a standby's redirect is followed.</param>
    /// <param name="begin">Makes a subscription of the open connection, which is closed when this fails.</param>
    /// <param name="refused">A later call without anyone waiting for its answer was refused.</param>
    /// <param name="broken">The connection for calls failed with calls on the way.</param>
    /// <exception cref="MesosException">The server cannot be reached, or refuses.</exception>
    public async Task<TSubscription> OpenAsync<TEvent, TSubscription>(
        Uri server,
        IMessage subscribe,
        Func<SubscriptionConnection<TEvent>, Task<TSubscription>> begin,
        Action<IMessage, MesosException>? refused,
        Action<MesosException>? broken,
        CancellationToken cancellationToken)
        where TEvent : class, IMessage<TEvent>, new()
    {
        var (response, leader) = await _transport.PostAsync(server, _path, _encoding, subscribe, cancellationToken);
        SubscriptionConnection<TEvent>? connection = null;
        try
        {
            var channel = new CallChannel(leader, _path, _encoding, StreamId(response), _connectTimeout, _credential)
            {
                Refused = refused,
                Broken = broken,
                DomainSocket = _domainSocket,
            };
            var events = PipeReader.Create(await response.Content.ReadAsStreamAsync(cancellationToken));
            connection = new(leader, response, new EventReader<TEvent>(leader, _encoding, events), channel);
            return await begin(connection);
        }
        catch (Exception exception)
        {
            response.Dispose();
            if (connection is not null)
            {
                await connection.DisposeAsync();
            }

            if (exception is HttpRequestException or IOException)
            {
                throw new MesosException($"{leader.Authority} closed the connection: {exception.Message}", null, exception);
            }

            throw;
        }
    }

    public void Dispose() => _transport.Dispose();

    /// <summary>A master tells the calls of one stream from those of another; an agent has no such header.</summary>
    private static string? StreamId(HttpResponseMessage response) =>
        response.Headers.TryGetValues("Mesos-Stream-Id", out var values) ? string.Concat(values) : null;
}
