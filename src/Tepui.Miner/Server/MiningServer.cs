using System;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Tepui.Miner.Bitcoin;
using Tepui.Miner.Http;
using Tepui.Miner.Node;

namespace Tepui.Miner.Server;

/// <summary>
/// The mining server: takes work from a Bitcoin node, splits it among workers that speak Stratum v1, and gives the blocks they
/// find back to the node. It listens once it has work, so that a worker which is let in has something to do.
/// </summary>
public sealed class MiningServer(ServerOptions options, NodeEndpoint endpoint, TimeProvider time, ILogger logger) : IDisposable
{
    private const int SubmitAttempts = 8;
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);
    private readonly NodeClient _node = new(endpoint, time);
    private readonly TaskCompletionSource<(int Worker, int Status)> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<MiningPool> _firstWork = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TemplateFeed? _feed;
    private BlockTemplate? _template;
    private DateTimeOffset _jobAt;

    /// <summary>Both ports, once it listens: of interest where 0 was asked for.</summary>
    public Task<(int Worker, int Status)> Listening => _listening.Task;

    public void Dispose()
    {
        _feed?.Dispose();
        _node.Dispose();
    }

    /// <summary>Runs until cancelled.</summary>
    /// <exception cref="MinerException">It cannot go on: a wrong address, a taken port.</exception>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        try
        {
            var script = await PayoutScriptAsync(ending.Token);
            var pool = new MiningPool(options.ToPoolSettings(), script, time);
            _feed = new TemplateFeed(_node, options.PollInterval, time);
            var feeding = _feed.RunAsync(template => Received(pool, template), fault => Failed(pool, fault), ending.Token);
            await Task.WhenAny(_firstWork.Task, feeding);
            if (_firstWork.Task.IsCompletedSuccessfully)
                await ListenAsync(pool, feeding, ending.Token);
            await feeding;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
        }
        finally
        {
            await ending.CancelAsync();
            _listening.TrySetCanceled(CancellationToken.None);
        }
    }

    private async Task ListenAsync(MiningPool pool, Task feeding, CancellationToken cancellation)
    {
        var address = IPAddress.Parse(options.Ip);
        using var listener = OpenListener(pool, address, cancellation);
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

    private StratumListener OpenListener(MiningPool pool, IPAddress address, CancellationToken cancellation)
    {
        try
        {
            return new StratumListener(
                pool, new IPEndPoint(address, options.WorkerPort), options.MaximumConnections,
                block => _ = SubmitAsync(pool, block, cancellation), time, logger);
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

    private void Received(MiningPool pool, BlockTemplate template)
    {
        if (pool.NodeTrouble is not null)
        {
            pool.NodeTrouble = null;
            ServerLog.NodeBack(logger, endpoint.ToString());
        }

        _template = template;
        _jobAt = time.GetUtcNow();
        if (pool.SetTemplate(template))
            ServerLog.NewBlock(logger, template.Height, template.Target.Difficulty);
        _firstWork.TrySetResult(pool);
    }

    private void Failed(MiningPool pool, NodeException fault)
    {
        // One line for each new trouble, not one for each try.
        if (pool.NodeTrouble != fault.Message)
            ServerLog.NodeTrouble(logger, fault.Message);
        pool.NodeTrouble = fault.Message;
    }

    private async Task TickAsync(MiningPool pool, CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(Tick, time);
        while (await timer.WaitForNextTickAsync(cancellation))
        {
            pool.Reconsider();
            var now = time.GetUtcNow();
            if (_template is not { } template || now - _jobAt < options.JobInterval)
                continue;

            // The same work with a newer time: keeps blocks' times honest and lets a changed difficulty take hold.
            _jobAt = now;
            pool.SetTemplate(template with { CurrentTime = Math.Max(template.CurrentTime, (uint)now.ToUnixTimeSeconds()) });
        }
    }

    private async Task SubmitAsync(MiningPool pool, FoundBlock block, CancellationToken cancellation)
    {
        var backoff = new Backoff(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(5));
        for (var attempt = 1; ; attempt++)
        {
            string? refusal;
            try
            {
                refusal = await _node.SubmitBlockAsync(block.Data, block.WorkId, cancellation);
            }
            catch (NodeException fault) when (fault.Failure == NodeFailure.Unreachable && attempt < SubmitAttempts)
            {
                Failed(pool, fault);
                await Task.Delay(backoff.Next(), time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                continue;
            }
            catch (NodeException fault)
            {
                refusal = fault.Message;
            }
            catch (OperationCanceledException)
            {
                refusal = "the server ended before the node answered";
            }

            // A node that took the block but whose answer was lost calls the second try a duplicate.
            if (refusal == "duplicate" && attempt > 1)
                refusal = null;
            pool.BlockAnswered(block, refusal);
            if (refusal is null)
                ServerLog.BlockAccepted(logger, block.Height, block.Hash.ToString(), block.Worker);
            else
                ServerLog.BlockRefused(logger, block.Height, block.Hash.ToString(), block.Worker, refusal);
            _feed?.Refresh();
            return;
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

    /// <summary>Where the coins go: the address given, or a new one of the node's wallet. Waits while the node is away.</summary>
    private async Task<byte[]> PayoutScriptAsync(CancellationToken cancellation)
    {
        var backoff = new Backoff(TimeSpan.FromMilliseconds(250), TimeSpan.FromSeconds(15));
        string? last = null;
        while (true)
        {
            try
            {
                var address = options.PayoutAddress ?? await _node.TryGetNewAddressAsync(cancellation)
                    ?? throw new MinerException(
                        $"the Bitcoin node at {endpoint} has no wallet that gives an address: say where the coins go with --payout_address");
                var (isValid, script) = await _node.ValidateAddressAsync(address, cancellation);
                if (!isValid)
                    throw new MinerException($"--payout_address: '{address}' is no address of the network of the Bitcoin node at {endpoint}");
                ServerLog.PayingTo(logger, address);
                return Address.TryParse(address, out var parsed) ? parsed : script
                    ?? throw new MinerException($"--payout_address: '{address}' is no address of a known form");
            }
            catch (NodeException fault)
            {
                if (last != fault.Message)
                    ServerLog.NodeTrouble(logger, fault.Message);
                last = fault.Message;
                await Task.Delay(backoff.Next(), time, cancellation);
            }
        }
    }
}
