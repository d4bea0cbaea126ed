using System;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Tepui.Miner.Http;
using Tepui.Miner.Upstream;
using Tepui.Miner.Worker;

namespace Tepui.Miner.Server;

/// <summary>
/// The mining server: splits work among workers that speak Stratum v1, and gives back what they find. It listens once it has
/// work, so that a worker which is let in has something to do.
/// </summary>
/// <param name="work">Where work comes from; it is disposed of with the server.</param>
public sealed class MiningServer(ServerOptions options, IWorkSource work, TimeProvider time, ILogger logger) : IDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);
    private readonly TaskCompletionSource<(int Worker, int Status)> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _firstWork = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Both ports, once it listens: of interest where 0 was asked for.</summary>
    public Task<(int Worker, int Status)> Listening => _listening.Task;

    /// <summary>A server with work from the node or from the pools that the options name.</summary>
    /// <exception cref="MinerException">A password's file cannot be read.</exception>
    public static MiningServer Create(ServerOptions options, TimeProvider time, ILogger logger) =>
        new(options, options.IsPooled
            ? new UpstreamPools(options.ReadPools(), options.PoolPatience, MinerWorker.ConnectTcpAsync, time, logger)
            : new NodeWork(options, options.ToEndpoint(), time, logger), time, logger);

    public void Dispose() => work.Dispose();

    /// <summary>Runs until cancelled.</summary>
    /// <exception cref="MinerException">It cannot go on: a wrong address, a taken port.</exception>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        try
        {
            var pool = await work.OpenAsync(options.ToPoolSettings(), ending.Token);
            var feeding = work.RunAsync(pool, () => _firstWork.TrySetResult(), ending.Token);
            try
            {
                await Task.WhenAny(_firstWork.Task, feeding);
                if (_firstWork.Task.IsCompletedSuccessfully)
                    await ListenAsync(pool, feeding, ending.Token);
            }
            finally
            {
                await ending.CancelAsync();
                await feeding;
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
        }
        finally
        {
            _listening.TrySetCanceled(CancellationToken.None);
        }
    }

    private async Task ListenAsync(MiningPool pool, Task feeding, CancellationToken cancellation)
    {
        var address = IPAddress.Parse(options.Ip);
        using var listener = OpenListener(pool, address);
        await using var status = new HttpListenerHost(address, options.StatusPort, context => AnswerAsync(pool, context), greatestBody: 0);
        int statusPort;
        try
        {
            statusPort = await status.StartAsync(cancellation);
        }
        catch (IOException)
        {
            throw new MinerException($"port {options.StatusPort} of {options.Ip} is in use: choose another with --p2pool_port");
        }

        ServerLog.Listening(logger, options.Ip, listener.Port, statusPort);
        _listening.TrySetResult((listener.Port, statusPort));
        await Task.WhenAll(listener.RunAsync(cancellation), TickAsync(pool, cancellation), feeding);
    }

    private StratumListener OpenListener(MiningPool pool, IPAddress address)
    {
        try
        {
            return new StratumListener(
                pool, new IPEndPoint(address, options.WorkerPort), options.MaximumConnections,
                work.Found, time, logger);
        }
        catch (SocketException fault) when (fault.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            throw new MinerException($"port {options.WorkerPort} of {options.Ip} is in use: choose another with --worker_port");
        }
        catch (SocketException fault)
        {
            throw new MinerException($"--ip: cannot listen on {options.Ip}:{options.WorkerPort}: {fault.Message}");
        }
    }

    private async Task TickAsync(MiningPool pool, CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(Tick, time);
        while (await timer.WaitForNextTickAsync(cancellation))
        {
            pool.Reconsider();
            work.Tick();
        }
    }

    private static async Task AnswerAsync(MiningPool pool, HttpContext context)
    {
        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
        {
            context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            return;
        }

        if (context.Request.Path.Value?.TrimEnd('/') is not ("/stats" or ""))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        context.Response.ContentType = "application/json";
        await JsonSerializer.SerializeAsync(
            context.Response.Body, pool.Snapshot(), PoolJson.Default.PoolStatistics, context.RequestAborted);
    }
}
