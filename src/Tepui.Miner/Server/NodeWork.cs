using System;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Tepui.Miner.Bitcoin;
using Tepui.Miner.Node;

namespace Tepui.Miner.Server;

/// <summary>Work from a Bitcoin node, which gets the blocks that come of it.</summary>
public sealed class NodeWork(ServerOptions options, NodeEndpoint endpoint, TimeProvider time, ILogger logger) : IWorkSource
{
    private const int SubmitAttempts = 8;
    private readonly NodeClient _node = new(endpoint, time);
    private MiningPool? _pool;
    private TemplateFeed? _feed;
    private Action? _working;
    private BlockTemplate? _template;
    private DateTimeOffset _jobAt;
    private CancellationToken _ending;

    public void Dispose()
    {
        _feed?.Dispose();
        _node.Dispose();
    }

    public async Task<MiningPool> OpenAsync(PoolSettings settings, CancellationToken cancellation) =>
        new(settings, await PayoutScriptAsync(cancellation), time);

    public Task RunAsync(MiningPool pool, Action working, CancellationToken cancellation)
    {
        (_pool, _working, _ending) = (pool, working, cancellation);
        _feed = new TemplateFeed(_node, options.PollInterval, time);
        return _feed.RunAsync(template => Received(pool, template), fault => Failed(pool, fault), cancellation);
    }

    public void Found(FoundBlock block) => _ = SubmitAsync(_pool!, block, _ending);

    public void Tick()
    {
        var now = time.GetUtcNow();
        if (_template is not { } template || now - _jobAt < options.JobInterval)
            return;

        // The same work with a newer time: keeps blocks' times honest and lets a changed difficulty take hold.
        _jobAt = now;
        _pool?.SetTemplate(template with { CurrentTime = Math.Max(template.CurrentTime, (uint)now.ToUnixTimeSeconds()) });
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
        _working?.Invoke();
    }

    private void Failed(MiningPool pool, NodeException fault)
    {
        // One line for each new trouble, not one for each try.
        if (pool.NodeTrouble != fault.Message)
            ServerLog.NodeTrouble(logger, fault.Message);
        pool.NodeTrouble = fault.Message;
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
