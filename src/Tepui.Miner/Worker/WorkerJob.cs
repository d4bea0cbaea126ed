using System;
using System.Threading;
using Tepui.Miner.Bitcoin;
using Tepui.Miner.Hashing;
using Tepui.Miner.Stratum;

namespace Tepui.Miner.Worker;

/// <summary>A share that meets the difficulty asked for.</summary>
/// <param name="VersionBits">Null where versions may not be rolled.</param>
internal sealed record FoundShare(WorkerJob Job, string Extranonce2, uint Time, uint Nonce, uint? VersionBits);

/// <summary>A range of nonces made ready, with what a share from it must tell.</summary>
internal sealed record WorkerTask(WorkerJob Job, ScanWork Work, string Extranonce2, uint Time, uint? VersionBits, uint FirstNonce);

/// <summary>The jobs between two that make earlier ones stale: they end together.</summary>
internal sealed class JobEpoch
{
    private volatile bool _isOver;

    public bool IsOver => _isOver;

    public void End() => _isOver = true;
}

/// <summary>A job as the worker's threads share it: each takes the next range that nobody has had.</summary>
/// <param name="versionMask">Null where no version rolling was agreed on; 0 where it was, but no bit is free at present.</param>
/// <param name="first">The number of the first range.</param>
internal sealed class WorkerJob(
    NotifyNotification notify, ReadOnlyMemory<byte> extranonce1, int extranonce2Size, uint? versionMask, Target target, JobEpoch epoch,
    ulong first = 0)
{
    private readonly JobSpace _space = new(extranonce2Size, versionMask ?? 0);
    private long _taken = (long)first - 1;

    public string Id => notify.JobId;

    public uint? VersionMask => versionMask;

    /// <summary>Nobody wants its shares any more.</summary>
    public bool IsStale => epoch.IsOver;

    /// <summary>The next range; null once everything allowed has been tried.</summary>
    public WorkerTask? TakeNext()
    {
        if (_space.Find((ulong)Interlocked.Increment(ref _taken)) is not { } range)
            return null;
        var extranonce2 = _space.Extranonce2(range.Header);
        var time = notify.Time + range.TimeOffset;
        var bits = VersionRolling.Bits(notify.Version, range.Version, _space.VersionMask);
        var version = VersionRolling.Apply(notify.Version, bits, _space.VersionMask);
        var header = JobHeader.Build(notify, extranonce1.Span, extranonce2, time, nonce: 0, version);
        return new WorkerTask(
            this, new ScanWork(header, target), Hex.Encode(extranonce2), time, versionMask is null ? null : bits, range.FirstNonce);
    }

    /// <summary>
    /// The same job with another mask. It goes on with the extranonces that this one has not begun, so that nothing is tried twice.
    /// </summary>
    public WorkerJob WithVersionMask(uint mask)
    {
        var begun = (ulong)Interlocked.Read(ref _taken) / _space.RangesInHeader;
        var next = new JobSpace(extranonce2Size, mask).RangesInHeader * (begun + 1);
        return new WorkerJob(notify, extranonce1, extranonce2Size, mask, target, epoch, next);
    }
}
