using Tepui.Miner.Bitcoin;
using Tepui.Miner.Stratum;

namespace Tepui.Miner.Server;

/// <summary>A share that counts.</summary>
/// <param name="Difficulty">What was asked for.</param>
/// <param name="IsBlock">It meets the network's target too.</param>
public sealed record CheckedShare(MiningJob Job, Hash256 Hash, byte[] Extranonce2, uint Version, double Difficulty, bool IsBlock);

/// <summary>What became of a share: it counts, or why not.</summary>
public readonly record struct ShareVerdict(CheckedShare? Share, ShareRejection Rejection, string? Detail)
{
    public static ShareVerdict Refuse(ShareRejection rejection, string? detail = null) => new(null, rejection, detail);
}

/// <summary>Decides whether a share counts, cheapest questions first.</summary>
public static class ShareCheck
{
    /// <summary>A node refuses a block whose time is more than two hours ahead of its own.</summary>
    public const uint GreatestTimeAhead = 2 * 60 * 60;

    /// <param name="now">In seconds since 1970.</param>
    public static ShareVerdict Check(JobBook jobs, SubmitRequest share, PoolSession session, uint now)
    {
        if (jobs.Find(share.JobId) is not { } open)
            return ShareVerdict.Refuse(jobs.WasGiven(share.JobId) ? ShareRejection.Stale : ShareRejection.JobNotFound);
        if (session.DifficultyOf(share.JobId) is not { } difficulty)
            return ShareVerdict.Refuse(ShareRejection.JobNotFound);
        if (!Hex.TryDecode(share.Extranonce2, out var second) || second.Length != session.Split.WorkerSize)
            return ShareVerdict.Refuse(
                ShareRejection.Malformed, $"extranonce2 should have {2 * session.Split.WorkerSize} hexadecimal digits");
        var job = open.Job;
        if (share.Time < job.MinimumTime)
            return ShareVerdict.Refuse(ShareRejection.TimeOutOfRange, $"before {job.MinimumTime}");
        if (share.Time > (ulong)now + GreatestTimeAhead)
            return ShareVerdict.Refuse(ShareRejection.TimeOutOfRange, "more than two hours ahead");

        // A worker that agreed on version rolling must tell its bits; one that leaves them out has surely not changed any.
        var bits = share.VersionBits ?? (job.Version & session.VersionMask);
        if (!VersionRolling.IsAllowed(bits, session.VersionMask))
            return ShareVerdict.Refuse(
                ShareRejection.VersionBits, $"{VersionRolling.Text(bits)} has bits outside of mask {VersionRolling.Text(session.VersionMask)}");

        var version = VersionRolling.Apply(job.Version, bits, session.VersionMask);
        var hash = job.Header(session.Extranonce1, second, share.Time, share.Nonce, version).ComputeHash();
        if (open.Shares.Contains(hash))
            return ShareVerdict.Refuse(ShareRejection.Duplicate);
        var isBlock = hash.Meets(job.Target);
        if (!isBlock && !hash.Meets(Target.FromDifficulty(difficulty)))
            return ShareVerdict.Refuse(ShareRejection.LowDifficulty, $"{new Target(hash).Difficulty:g6} of {difficulty:g6}");
        open.Shares.Add(hash);
        return new ShareVerdict(new CheckedShare(job, hash, second, version, difficulty, isBlock), default, null);
    }
}
