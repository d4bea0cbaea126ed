using System;
using System.Collections.Concurrent;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;

namespace Tepui.Client.Tests.Scripted;

/// <summary>
/// A master or agent played by the test: it takes requests as they come, and the test answers each as its script says.
/// Plain sockets, so that answers can also break off, come late, or be wrong.
/// </summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Channel<Exchange> _exchanges = Channel.CreateUnbounded<Exchange>();
    private readonly ConcurrentBag<TcpClient> _clients = [];
    private readonly CancellationTokenSource _closing = new();

    public ScriptedServer()
    {
        _listener.Start();
        _ = AcceptAsync();
    }

    public string Address => $"127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    public Uri Uri => new("http://" + Address);

    public int Connections => _clients.Count;

    /// <summary>The next request, whatever connection it comes on.</summary>
    public Task<Exchange> NextAsync() => _exchanges.Reader.ReadAsync().AsTask().WaitAsync(Patience);

    public bool HasNoRequest => !_exchanges.Reader.TryPeek(out _);

    public async ValueTask DisposeAsync()
    {
        if (_closing.IsCancellationRequested)
            return;
        await _closing.CancelAsync();
        _listener.Dispose();
        foreach (var client in _clients)
        {
            client.Dispose();
        }

        _closing.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_closing.Token);
                client.NoDelay = true;
                _clients.Add(client);
                _ = ReadAsync(client);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // The test is over.
        }
    }

    private async Task ReadAsync(TcpClient client)
    {
        try
        {
            var stream = client.GetStream();
            while (await Exchange.ReadAsync(stream, client, _closing.Token) is { } exchange)
            {
                await _exchanges.Writer.WriteAsync(exchange);
            }
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The client went away, or the test is over.
        }
    }
}
