using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging.Abstractions;
using Tepui.Miner.Bitcoin;
using Tepui.Miner.Hashing;
using Tepui.Miner.Stratum;
using Tepui.Miner.Worker;

namespace Tepui.MinerBench;

/// <summary>
/// How long a worker goes on with stale work: from a clean job's being sent to the first share of it that comes back, over loopback.
/// Shares are so easy that finding one takes a tenth of a millisecond.
/// </summary>
internal static class ReplacementTime
{
    private const double Easy = 1e-6;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    public static async Task<IReadOnlyList<TimeSpan>> MeasureAsync(NonceScanner scanner, int threads, int jobs)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var stop = new CancellationTokenSource();
        var options = new WorkerOptions("127.0.0.1", ((IPEndPoint)listener.LocalEndpoint).Port) { Threads = threads, IsQuiet = true };
        var worker = new MinerWorker(options, scanner, MinerWorker.ConnectTcpAsync, TimeProvider.System, NullLogger.Instance);
        var working = Task.Run(() => worker.RunAsync(stop.Token));
        using var client = await listener.AcceptTcpClientAsync();
        client.NoDelay = true;
        await using var connection = new StratumConnection(client.GetStream());
        await ExpectAsync<SubscribeRequest>(connection);
        await connection.WriteAsync(
            StratumResponse.Success(StratumId.Of(1), new SubscribeResult("s", new byte[4], 4)), CancellationToken.None);
        await ExpectAsync<AuthorizeRequest>(connection);
        await connection.WriteAsync(StratumResponse.Success(StratumId.Of(2)), CancellationToken.None);

        var times = new List<TimeSpan>();
        for (var job = 0; job < jobs; job++)
        {
            // Between two measured jobs the worker is busy with one that is too hard for any share.
            await SendAsync(connection, $"{job} hard", 1e12);
            await Task.Delay(Pause);
            var watch = Stopwatch.StartNew();
            await SendAsync(connection, $"{job} easy", Easy);
            while ((await ExpectAsync<SubmitRequest>(connection)).JobId != $"{job} easy")
            {
            }

            times.Add(watch.Elapsed);
        }

        await stop.CancelAsync();
        await working;
        return [.. times.Order()];
    }

    private static async Task SendAsync(StratumConnection connection, string job, double difficulty) => await connection.WriteAsync(
        new StratumMessage[]
        {
            new SetDifficultyNotification(difficulty),
            new NotifyNotification(job, Hash256.Zero, new byte[60], new byte[60], [], 0x20000000, 0x207fffff, 1, CleanJobs: true),
        },
        CancellationToken.None);

    private static async Task<T> ExpectAsync<T>(StratumConnection connection)
        where T : StratumMessage
    {
        while (true)
        {
            if (await connection.ReadAsync(CancellationToken.None) is T message)
                return message;
        }
    }
}
