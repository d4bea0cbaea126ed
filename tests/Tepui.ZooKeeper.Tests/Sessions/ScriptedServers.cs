using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;

namespace Tepui.ZooKeeper.Tests.Sessions;

/// <summary>An ensemble whose servers say what the test says. Each connection that a client makes is handed to the test.</summary>
internal sealed class ScriptedServers
{
    private readonly Channel<ScriptedConnection> _connections = Channel.CreateUnbounded<ScriptedConnection>();
    private volatile bool _refuses;

    /// <summary>Nobody listens.</summary>
    public bool Refuses
    {
        get => _refuses;
        set => _refuses = value;
    }

    /// <summary>How often a client was refused.</summary>
    public int Refusals { get; private set; }

    public List<ServerAddress> Asked { get; } = [];

    public async Task<Stream> DialAsync(ServerAddress server, CancellationToken cancellation)
    {
        lock (Asked)
            Asked.Add(server);
        if (_refuses)
        {
            Refusals++;
            throw new IOException("Connection refused");
        }

        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var client = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await client.ConnectAsync((IPEndPoint)listener.LocalEndpoint, cancellation);
        Socket accepted = await listener.AcceptSocketAsync(cancellation);
        accepted.NoDelay = true;
        _connections.Writer.TryWrite(new ScriptedConnection(server, new NetworkStream(accepted, ownsSocket: true)));
        return new NetworkStream(client, ownsSocket: true);
    }

    public async Task<ScriptedConnection> AcceptAsync() => await _connections.Reader.ReadAsync().AsTask().WaitAsync(ScriptedConnection.Patience);
}
