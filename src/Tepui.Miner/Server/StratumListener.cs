using System;
using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Tepui.Miner.Stratum;

namespace Tepui.Miner.Server;

/// <summary>Workers' connections: one session each, with bounds on their number, their lines and what waits to be sent.</summary>
public sealed class StratumListener : IDisposable
{
    private const int GreatestLine = 16 * 1024;
    private const int GreatestQueue = 256;
    private const int GreatestFaults = 32;
    private static readonly TimeSpan HandshakeTimeout = TimeSpan.FromSeconds(30);
    private readonly MiningPool _pool;
    private readonly int _maximumConnections;
    private readonly Action<FoundBlock> _found;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Socket _socket;
    private int _connections;

    /// <exception cref="SocketException">The port is taken, or the address is not this host's.</exception>
    public StratumListener(
        MiningPool pool, IPEndPoint endPoint, int maximumConnections, Action<FoundBlock> found, TimeProvider time, ILogger logger)
    {
        (_pool, _maximumConnections, _found, _time, _logger) = (pool, maximumConnections, found, time, logger);
        _socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            _socket.Bind(endPoint);
            _socket.Listen(512);
        }
        catch
        {
            _socket.Dispose();
            throw;
        }
    }

    public int Port => ((IPEndPoint)_socket.LocalEndPoint!).Port;

    public void Dispose() => _socket.Dispose();

    public async Task RunAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            Socket client;
            try
            {
                client = await _socket.AcceptAsync(cancellation);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (SocketException fault)
            {
                // Out of file handles, or the peer was gone again: neither is a reason to end.
                ServerLog.AcceptFailed(_logger, fault.Message);
                await Task.Delay(TimeSpan.FromMilliseconds(100), _time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                continue;
            }

            if (Interlocked.Increment(ref _connections) > _maximumConnections)
            {
                ServerLog.TooMany(_logger, Address(client), Interlocked.Decrement(ref _connections));
                client.Dispose();
                continue;
            }

            _ = ServeAsync(client, cancellation);
        }
    }

    private async Task ServeAsync(Socket client, CancellationToken cancellation)
    {
        var address = Address(client);
        var outgoing = Channel.CreateBounded<StratumMessage>(new BoundedChannelOptions(GreatestQueue) { SingleReader = true });
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        PoolSession? session = null;
        var reason = "it closed the connection";
        try
        {
            client.NoDelay = true;
            client.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            await using var connection = new StratumConnection(new NetworkStream(client, ownsSocket: true), GreatestLine);
            var stalled = false;
            string? closing = null;
            using var leaving = CancellationTokenSource.CreateLinkedTokenSource(ending.Token);
            session = _pool.Join(
                address,
                messages => stalled |= !TryQueue(outgoing.Writer, messages, ending),
                why =>
                {
                    closing ??= why;
                    ThreadPool.UnsafeQueueUserWorkItem(Cancel, leaving, preferLocal: false);
                });
            ServerLog.Connected(_logger, address, Volatile.Read(ref _connections));
            var writing = WriteAsync(connection, outgoing.Reader, ending);
            try
            {
                reason = await ReadAsync(connection, session, leaving.Token);
            }
            catch (OperationCanceledException)
            {
                reason = closing is not null ? closing : stalled ? "it does not read what it is sent" : cancellation.IsCancellationRequested ? "the server ends" : reason;
            }

            // What was said last still goes out, if the worker reads it soon.
            outgoing.Writer.TryComplete();
            ending.CancelAfter(TimeSpan.FromSeconds(1));
            await writing;
        }
        catch (Exception fault) when (fault is IOException or SocketException or InvalidDataException or ObjectDisposedException)
        {
            reason = fault.InnerException?.Message ?? fault.Message;
        }
        finally
        {
            if (session is not null)
                _pool.Leave(session);
            client.Dispose();
            Interlocked.Decrement(ref _connections);
            ServerLog.Left(_logger, session?.Name ?? "(unnamed)", address, reason);
        }
    }

    private async Task<string> ReadAsync(StratumConnection connection, PoolSession session, CancellationToken cancellation)
    {
        using var handshake = new CancellationTokenSource(HandshakeTimeout, _time);
        using var first = CancellationTokenSource.CreateLinkedTokenSource(handshake.Token, cancellation);
        for (var faults = 0; faults < GreatestFaults;)
        {
            StratumMessage? message;
            try
            {
                message = await connection.ReadAsync(session.IsReady ? cancellation : first.Token);
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                return "it did not subscribe and authorize within 30 s";
            }

            if (message is null)
                return "it closed the connection";
            if (message is MalformedMessage)
                faults++;
            if (_pool.Handle(session, message) is { } block)
                _found(block);
        }

        return "too many malformed messages";
    }

    private static async Task WriteAsync(StratumConnection connection, ChannelReader<StratumMessage> outgoing, CancellationTokenSource ending)
    {
        var batch = new List<StratumMessage>();
        try
        {
            while (await outgoing.WaitToReadAsync(ending.Token))
            {
                batch.Clear();
                while (outgoing.TryRead(out var message))
                    batch.Add(message);
                await connection.WriteAsync(batch.ToArray(), ending.Token);
            }
        }
        catch (Exception fault) when (fault is IOException or OperationCanceledException or ObjectDisposedException)
        {
            await ending.CancelAsync();
        }
    }

    private static bool TryQueue(ChannelWriter<StratumMessage> queue, IReadOnlyList<StratumMessage> messages, CancellationTokenSource ending)
    {
        foreach (var message in messages)
        {
            if (queue.TryWrite(message))
                continue;

            // Called under the pool's lock: what the cancellation sets going must not run here.
            ThreadPool.UnsafeQueueUserWorkItem(Cancel, ending, preferLocal: false);
            return false;
        }

        return true;
    }

    private static void Cancel(CancellationTokenSource ending)
    {
        try
        {
            ending.Cancel();
        }
        catch (ObjectDisposedException)
        {
        }
    }

    private static string Address(Socket socket)
    {
        try
        {
            return socket.RemoteEndPoint?.ToString() ?? "(unknown)";
        }
        catch (SocketException)
        {
            return "(gone)";
        }
    }
}
