using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Tepui.Miner.Hashing;

namespace Tepui.Miner.Worker;

/// <summary>
/// The threads that hash, all on the newest job. They look for a newer one after each batch, a few milliseconds apart,
/// and rest while there is none.
/// </summary>
internal sealed class HashingTeam : IDisposable
{
    /// <summary>Some 1 ms of work with any lanes, so that stale work ends well within 20 ms.</summary>
    private const long BatchesOfLanes = 2048;

    private readonly NonceScanner _scanner;
    private readonly Func<FoundShare, bool> _offer;
    private readonly Counter[] _counters;
    private readonly List<Thread> _threads;
    private readonly object _gate = new();
    private volatile WorkerJob? _job;
    private volatile bool _isEnding;

    /// <param name="offer">Takes a share from any thread; false when it has no room just now.</param>
    public HashingTeam(NonceScanner scanner, int threads, Func<FoundShare, bool> offer)
    {
        _scanner = scanner;
        _offer = offer;
        _counters = [.. Enumerable.Range(0, threads).Select(_ => new Counter())];
        _threads = [.. _counters.Select((counter, index) => new Thread(() => Run(counter))
        {
            IsBackground = true,
            Name = $"hash {index}",
        })];
        foreach (var thread in _threads)
            thread.Start();
    }

    public int Threads => _threads.Count;

    public NonceScanner Scanner => _scanner;

    /// <summary>All nonces tried since the start.</summary>
    public long Scanned => _counters.Sum(counter => Volatile.Read(ref counter.Scanned));

    /// <summary>Gives every thread this job at once; null lets them rest.</summary>
    public void SetJob(WorkerJob? job)
    {
        lock (_gate)
        {
            _job = job;
            Monitor.PulseAll(_gate);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _isEnding = true;
            _job = null;
            Monitor.PulseAll(_gate);
        }

        foreach (var thread in _threads)
            thread.Join();
    }

    private void Run(Counter counter)
    {
        ThreadNiceness.MakeNice();
        var hits = new uint[Math.Max(64, _scanner.Lanes)];
        WorkerJob? exhausted = null;
        while (WaitForJob(exhausted) is { } job)
        {
            while (ReferenceEquals(_job, job))
            {
                if (job.TakeNext() is not { } task)
                {
                    exhausted = job;
                    break;
                }

                Scan(task, hits, counter);
            }
        }
    }

    private WorkerJob? WaitForJob(WorkerJob? exhausted)
    {
        lock (_gate)
        {
            while (!_isEnding && (_job is null || ReferenceEquals(_job, exhausted)))
                Monitor.Wait(_gate);
            return _isEnding ? null : _job;
        }
    }

    private void Scan(WorkerTask task, uint[] hits, Counter counter)
    {
        var batch = BatchesOfLanes * _scanner.Lanes;
        for (long done = 0; done < JobSpace.RangeLength && ReferenceEquals(_job, task.Job);)
        {
            var count = Math.Min(batch, JobSpace.RangeLength - done);
            var result = _scanner.Scan(task.Work, (uint)(task.FirstNonce + done), count, hits);
            done += result.Scanned;
            Volatile.Write(ref counter.Scanned, counter.Scanned + result.Scanned);
            foreach (var nonce in hits.AsSpan(0, result.Hits))
                Offer(new FoundShare(task.Job, task.Extranonce2, task.Time, nonce, task.VersionBits));
        }
    }

    private void Offer(FoundShare share)
    {
        // Shares that come faster than the server takes them: slow down rather than lose any.
        while (!_isEnding && !share.Job.IsStale && !_offer(share))
            Thread.Sleep(1);
    }

    /// <summary>Only its own thread writes it; apart on its own cache line.</summary>
    [System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Explicit, Size = 128)]
    private sealed class Counter
    {
        [System.Runtime.InteropServices.FieldOffset(64)]
        public long Scanned;
    }
}
