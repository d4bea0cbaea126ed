using System;
using System.Buffers.Binary;
using Tepui.Miner.Bitcoin;
using Tepui.Miner.Stratum;

namespace Tepui.Miner.Server;

/// <summary>What became of a share: a rejection, or its hash, and the block that it may be.</summary>
public readonly record struct ShareVerdict(ShareRejection? Rejection, string? Detail, Hash256 Hash, double Difficulty, MiningJob? Block)
{
    public static ShareVerdict Refuse(ShareRejection rejection, string? detail = null) => new(rejection, detail, default, 0, null);
}

/// <summary>Decides whether a share counts, cheapest questions first.</summary>
public static class ShareCheck
{
    /// <summary>A node refuses a block whose time is more than two hours ahead of its own.</summary>
    public const uint GreatestTimeAhead = 2 * 60 * 60;

    /// <param name="difficultyOf">What was asked of this worker when it was given the job; null when it never was.</param>
    /// <param name="now">In seconds since 1970.</param>
    public static ShareVerdict Check(
        JobBook jobs, SubmitRequest share, uint extranonce1, Func<string, double?> difficultyOf, uint now)
    {
        Span<byte> second = stackalloc byte[MiningJob.Extranonce2Size];
        if (!Hex.TryDecode(share.Extranonce2, second))
            return ShareVerdict.Refuse(ShareRejection.Malformed, $"extranonce2 should have {2 * MiningJob.Extranonce2Size} hexadecimal digits");
        if (jobs.Find(share.JobId) is not { } open)
            return ShareVerdict.Refuse(jobs.WasGiven(share.JobId) ? ShareRejection.Stale : ShareRejection.JobNotFound);
        if (difficultyOf(share.JobId) is not { } difficulty)
            return ShareVerdict.Refuse(ShareRejection.JobNotFound);
        var job = open.Job;
        if (share.Time < job.Template.MinimumTime)
            return ShareVerdict.Refuse(ShareRejection.TimeOutOfRange, $"before {job.Template.MinimumTime}");
        if (share.Time > (ulong)now + GreatestTimeAhead)
            return ShareVerdict.Refuse(ShareRejection.TimeOutOfRange, "more than two hours ahead");
        var key = new ShareKey(extranonce1, BinaryPrimitives.ReadUInt32BigEndian(second), share.Time, share.Nonce);
        if (open.Shares.Contains(key))
            return ShareVerdict.Refuse(ShareRejection.Duplicate);

        Span<byte> first = stackalloc byte[MiningJob.Extranonce1Size];
        BinaryPrimitives.WriteUInt32BigEndian(first, extranonce1);
        var hash = job.Header(first, second, share.Time, share.Nonce).ComputeHash();
        var isBlock = hash.Meets(job.Template.Target);
        if (!isBlock && !hash.Meets(Target.FromDifficulty(difficulty)))
            return ShareVerdict.Refuse(ShareRejection.LowDifficulty, $"{new Target(hash).Difficulty:g6} of {difficulty:g6}");
        open.Shares.Add(key);
        return new ShareVerdict(null, null, hash, difficulty, isBlock ? job : null);
    }
}
