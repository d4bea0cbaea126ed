using System;
using System.IO;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Tepui.Miner.Hashing;
using Tepui.Miner.Node;
using Tepui.Miner.Stratum;

namespace Tepui.Miner.Worker;

/// <summary>Opens a connection to a mining server.</summary>
/// <exception cref="IOException">It cannot be reached; the message says why.</exception>
public delegate ValueTask<Stream> ServerConnector(string host, int port, CancellationToken cancellation);

/// <summary>A worker: hashes for one server, and connects again whenever it must.</summary>
public sealed class MinerWorker(
    WorkerOptions options, NonceScanner scanner, ServerConnector connect, TimeProvider time, ILogger logger)
{
    private const int ShareRoom = 256;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Runs until cancelled, or until <see cref="WorkerOptions.Retries"/> are used up.</summary>
    /// <returns>Whether it was cancelled, as against having given up.</returns>
    public async Task<bool> RunAsync(CancellationToken cancellation)
    {
        var shares = Channel.CreateBounded<FoundShare>(new BoundedChannelOptions(ShareRoom) { SingleReader = true });
        var counts = new ShareCounts();
        using var team = new HashingTeam(scanner, options.Threads, shares.Writer.TryWrite);
        WorkerLog.Started(logger, team.Threads, scanner.Name);
        await using var rates = options.IsQuiet ? null : new RateReport(team, counts, options.RateInterval, time, logger);
        try
        {
            return await ConnectAgainAndAgainAsync(team, counts, shares.Reader, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return true;
        }
    }

    private async Task<bool> ConnectAgainAndAgainAsync(
        HashingTeam team, ShareCounts counts, ChannelReader<FoundShare> shares, CancellationToken cancellation)
    {
        var backoff = new Backoff(FirstPause < options.RetryPause ? FirstPause : options.RetryPause, options.RetryPause);
        var current = options;
        var failures = 0;
        while (true)
        {
            var end = await RunOnceAsync(current, team, counts, shares, cancellation);
            if (end.WasAuthorized)
            {
                backoff.Reset();
                failures = 0;
            }

            // A server that takes only what it knows has not failed yet.
            if (!end.WasAuthorized && !end.IsConfigureUnwelcome && ++failures > options.Retries)
            {
                WorkerLog.GaveUp(logger, current.Server, failures);
                return false;
            }

            var pause = end.Wait ?? backoff.Next();
            if (end.Wait is null)
                WorkerLog.Disconnected(logger, current.Server, end.Reason, pause.TotalSeconds);

            // A port that the server pointed to and that does not work is no reason to forget the one that was given.
            current = end.Port is { } port ? current with { Port = port } : end.WasAuthorized ? current : options;
            current = current with { AsksForVersionRolling = !end.IsConfigureUnwelcome };
            await Task.Delay(pause, time, cancellation);
        }
    }

    private async Task<SessionEnd> RunOnceAsync(
        WorkerOptions current, HashingTeam team, ShareCounts counts, ChannelReader<FoundShare> shares, CancellationToken cancellation)
    {
        Stream stream;
        try
        {
            using var late = new CancellationTokenSource(ConnectTimeout, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, late.Token);
            stream = await connect(current.Host, current.Port, either.Token);
        }
        catch (IOException fault)
        {
            return new SessionEnd(fault.Message, WasAuthorized: false);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new SessionEnd($"no connection within {ConnectTimeout.TotalSeconds:0} s", WasAuthorized: false);
        }

        await using var connection = new StratumConnection(stream);
        return await new WorkerSession(connection, current, team, counts, time, logger).RunAsync(shares, cancellation);
    }

    /// <summary>The connector for real servers: TCP, without Nagle's delay.</summary>
    public static async ValueTask<Stream> ConnectTcpAsync(string host, int port, CancellationToken cancellation)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(host, port, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (SocketException fault)
        {
            socket.Dispose();
            throw new IOException($"cannot connect: {fault.Message}", fault);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
