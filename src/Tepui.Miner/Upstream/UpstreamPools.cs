using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Tepui.Miner.Bitcoin;
using Tepui.Miner.Server;
using Tepui.Miner.Worker;

namespace Tepui.Miner.Upstream;

/// <summary>
/// Work from upstream pools: of a list in order, the first that gives any. A pool is connected to only when all before it are
/// away; these are tried on, and when one of them is back, the later ones are let go.
/// </summary>
/// <param name="patience">Workers are sent away when there was no work for so long.</param>
public sealed class UpstreamPools(
    IReadOnlyList<UpstreamAddress> addresses, TimeSpan patience, ServerConnector connect, TimeProvider time, ILogger logger)
    : IWorkSource, IUpstreamChooser
{
    private readonly IReadOnlyList<UpstreamLink> _links =
        [.. addresses.Select(address => new UpstreamLink(address, connect, time, logger))];

    private readonly Lock _gate = new();
    private MiningPool? _pool;
    private Action? _working;
    private UpstreamLink? _active;
    private UpstreamWork? _given;
    private ITimer? _pausing;
    private CancellationToken _ending;

    public Task<MiningPool> OpenAsync(PoolSettings settings, CancellationToken cancellation) =>
        Task.FromResult(new MiningPool(settings, [], time) { Upstreams = Statistics });

    public async Task RunAsync(MiningPool pool, Action working, CancellationToken cancellation)
    {
        lock (_gate)
        {
            (_pool, _working, _ending) = (pool, working, cancellation);
            Choose();
        }

        await Task.Delay(Timeout.InfiniteTimeSpan, time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Task.WhenAll(_links.Select(link => link.EndedAsync()));
    }

    /// <summary>The shares that are blocks go upstream like all others.</summary>
    public void Found(FoundBlock block)
    {
    }

    public void Tick()
    {
    }

    public void Dispose() => _pausing?.Dispose();

    void IUpstreamChooser.Change(UpstreamLink link, UpstreamRun run, Action change)
    {
        lock (_gate)
        {
            if (!link.IsOf(run) || _ending.IsCancellationRequested)
                return;
            change();
            Choose();
        }
    }

    void IUpstreamChooser.AllowVersions(UpstreamLink link, UpstreamRun run, uint mask)
    {
        lock (_gate)
            if (link == _active && link.IsOf(run))
                _pool!.AllowVersions(mask);
    }

    void IUpstreamChooser.BlockAnswered(FoundBlock block, string? refusal)
    {
        _pool!.BlockAnswered(block, refusal);
        if (refusal is null)
            ServerLog.BlockAccepted(logger, block.Height, block.Hash.ToString(), block.Worker);
        else
            ServerLog.BlockRefused(logger, block.Height, block.Hash.ToString(), block.Worker, refusal);
    }

    private void Choose()
    {
        var isNeeded = true;
        foreach (var link in _links)
        {
            if (isNeeded)
                link.Start(this, _ending);
            else
                link.Stop();
            isNeeded &= link.State == UpstreamState.Away;
        }

        var active = _links.FirstOrDefault(link => link.State == UpstreamState.Ready);
        if (active is not null)
            Use(active, active.Work!);
        else
            UseNone();
    }

    private void Use(UpstreamLink active, UpstreamWork work)
    {
        if (ReferenceEquals(work, _given))
            return;
        if (active != _active)
            UpstreamLog.InUse(logger, active.ToString());
        _pausing?.Dispose();
        (_active, _given, _pausing) = (active, work, null);
        _pool!.NodeTrouble = null;
        if (_pool.SetWork(work) && _pool.Height is > 0 and var height)
            ServerLog.NewBlock(logger, height, Target.FromCompact(work.Job.Bits).Difficulty);
        _working!();
    }

    private void UseNone()
    {
        var troubles = _links.Where(link => link.Trouble is not null).Select(link => $"{link}: {link.Trouble}");
        _pool!.NodeTrouble = $"no pool answers: {string.Join("; ", troubles)}";
        if (_active is null)
            return;
        (_active, _given) = (null, null);
        _pool.LoseWork("no pool answers");

        // When another takes over within this moment, nobody need know.
        _pausing = time.CreateTimer(_ => Pause(), null, patience, Timeout.InfiniteTimeSpan);
        UpstreamLog.NoneLeft(logger, patience.TotalSeconds);
    }

    private void Pause()
    {
        lock (_gate)
        {
            if (_active is not null)
                return;
            UpstreamLog.Paused(logger, patience.TotalSeconds);
            _pool!.Pause();
        }
    }

    private IReadOnlyList<UpstreamStatistics> Statistics() => [.. _links.Select(link => link.ToStatistics())];
}
