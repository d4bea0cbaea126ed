using System;
using Tepui.Miner.Bitcoin;
using Tepui.Miner.Server;

namespace Tepui.Miner.Upstream;

/// <summary>An upstream pool's job as our workers get it: the same, under an id of ours.</summary>
public sealed class UpstreamJob(string id, UpstreamWork work) : MiningJob(work.Job with { JobId = id })
{
    public UpstreamWork Work => work;

    /// <summary>What a share must meet to be worth something upstream.</summary>
    public Target ShareTarget { get; } = Target.FromDifficulty(work.Difficulty);

    public override long Height { get; } = CoinbaseHeight.Read(work.Job.CoinbaseStart.Span) ?? 0;

    /// <summary>An upstream pool does not tell how early a share may be; its own time is right surely.</summary>
    public override uint MinimumTime => work.Job.Time;

    public override double GreatestDifficulty => Math.Min(Target.Difficulty, work.Difficulty);

    /// <summary>Whether it must be handed on.</summary>
    public bool IsWanted(CheckedShare share) => share.IsBlock || share.Hash.Meets(ShareTarget);
}
