using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging.Abstractions;
using Tepui.ZooKeeper.Connections;
using Tepui.ZooKeeper.Sessions;

namespace Tepui.ZooKeeper.Tests.Servers;

/// <summary>A session with real servers that a test can cut off, and whose lease it looks at.</summary>
internal sealed class Client : IAsyncDisposable
{
    /// <summary>No step of a test takes this long on a busy machine.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly List<Stream> _streams = [];
    private volatile bool _isCut;

    public Client(ZooKeeperUrl url, TimeSpan timeout, KeepAlive keepAlive = KeepAlive.Ping)
    {
        Session = ZooKeeperClient.Open(url, timeout, TimeProvider.System, NullLogger.Instance, keepAlive, DialAsync, Random.Shared);
        Session.Changed += () =>
        {
            if (Session.AliveUntil > LongestLease)
                LongestLease = Session.AliveUntil;
        };
    }

    public Session Session { get; }

    /// <summary>The latest <see cref="IZooKeeperSession.AliveUntil"/> that was ever told.</summary>
    public DateTimeOffset LongestLease { get; private set; }

    /// <summary>The server it is, or was last, connected to.</summary>
    public ServerAddress? Server { get; private set; }

    /// <summary>Nothing of it reaches a server any more.</summary>
    public void Cut()
    {
        _isCut = true;
        foreach (Stream stream in _streams)
            stream.Dispose();
    }

    public void Mend() => _isCut = false;

    public async Task UntilAsync(Func<Session, bool> condition)
    {
        var met = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void Look()
        {
            if (condition(Session))
                met.TrySetResult();
        }

        Session.Changed += Look;
        Look();
        await met.Task.WaitAsync(Patience);
        Session.Changed -= Look;
    }

    public ValueTask DisposeAsync() => Session.DisposeAsync();

    private async Task<Stream> DialAsync(ServerAddress server, CancellationToken cancellation)
    {
        if (_isCut)
            throw new IOException("cut off");
        Stream stream = await TcpDial.DialAsync(server, cancellation);
        _streams.Add(stream);
        Server = server;
        return stream;
    }
}
