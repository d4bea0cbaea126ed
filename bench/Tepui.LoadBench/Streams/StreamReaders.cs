using System;
using System.Collections.Generic;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

namespace Tepui.LoadBench.Streams;

/// <summary>Operators who count the bytes they get and do nothing else with them, so that the reading costs what it must.</summary>
internal sealed class StreamReaders : IAsyncDisposable
{
    private static readonly byte[] Request =
        [.. "POST /api/v1 HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\nContent-Length: 20\r\n\r\n{\"type\":\"SUBSCRIBE\"}"u8];

    private readonly List<Socket> _sockets = [];
    private readonly List<Task> _readers = [];
    private long _bytes;
    private int _ended;
    private volatile bool _closing;

    /// <summary>Received by all together.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>How many streams the master has ended.</summary>
    public int Ended => _ended;

    public static async Task<StreamReaders> OpenAsync(Uri master, int count)
    {
        var readers = new StreamReaders();
        for (var number = 0; number < count; number++)
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(master.Host, master.Port);
            await socket.SendAsync(Request);
            readers._sockets.Add(socket);
            readers._readers.Add(readers.ReadAsync(socket));
        }

        return readers;
    }

    public async ValueTask DisposeAsync()
    {
        _closing = true;
        foreach (var socket in _sockets)
            socket.Dispose();
        await Task.WhenAll(_readers);
    }

    private async Task ReadAsync(Socket socket)
    {
        var buffer = new byte[32 * 1024];
        try
        {
            while (await socket.ReceiveAsync(buffer) is var count and > 0)
                Interlocked.Add(ref _bytes, count);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Closed here or there.
        }

        if (!_closing)
            Interlocked.Increment(ref _ended);
    }
}
