using System;
using System.Threading;
using Tepui.Miner.Bitcoin;
using Tepui.Miner.Hashing;
using Tepui.Miner.Stratum;

namespace Tepui.Miner.Worker;

/// <summary>A share that meets the difficulty asked for.</summary>
internal sealed record FoundShare(WorkerJob Job, string Extranonce2, uint Time, uint Nonce);

/// <summary>A range of nonces made ready, with what a share from it must tell.</summary>
internal sealed record WorkerTask(WorkerJob Job, ScanWork Work, string Extranonce2, uint Time, uint FirstNonce);

/// <summary>The jobs between two that make earlier ones stale: they end together.</summary>
internal sealed class JobEpoch
{
    private volatile bool _isOver;

    public bool IsOver => _isOver;

    public void End() => _isOver = true;
}

/// <summary>A job as the worker's threads share it: each takes the next range that nobody has had.</summary>
internal sealed class WorkerJob(
    NotifyNotification notify, ReadOnlyMemory<byte> extranonce1, int extranonce2Size, Target target, JobEpoch epoch)
{
    private readonly JobSpace _space = new(extranonce2Size);
    private long _taken = -1;

    public string Id => notify.JobId;

    /// <summary>Nobody wants its shares any more.</summary>
    public bool IsStale => epoch.IsOver;

    /// <summary>The next range; null once everything allowed has been tried.</summary>
    public WorkerTask? TakeNext()
    {
        if (_space.Find((ulong)Interlocked.Increment(ref _taken)) is not { } range)
            return null;
        var extranonce2 = _space.Extranonce2(range.Header);
        var time = notify.Time + range.TimeOffset;
        var header = JobHeader.Build(notify, extranonce1.Span, extranonce2, time, nonce: 0);
        return new WorkerTask(this, new ScanWork(header, target), Hex.Encode(extranonce2), time, range.FirstNonce);
    }
}
