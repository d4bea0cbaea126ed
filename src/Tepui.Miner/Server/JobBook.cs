using System;
using System.Collections.Generic;
using Tepui.Miner.Bitcoin;

namespace Tepui.Miner.Server;

/// <summary>The jobs that shares may still be for: those on the present tip. One caller at a time.</summary>
public sealed class JobBook
{
    private const int GreatestCount = 64;
    private readonly Dictionary<string, OpenJob> _open = [];
    private readonly Queue<string> _order = [];
    private Hash256? _previousBlock;
    private long _lastId;

    public MiningJob? Current { get; private set; }

    /// <summary>Adds the job that <paramref name="make"/> makes with its id.</summary>
    /// <param name="clean">Earlier jobs are stale, even of the same tip.</param>
    /// <returns>The job, and whether it makes all earlier ones stale.</returns>
    public (MiningJob Job, bool Clean) Add(Func<string, MiningJob> make, bool clean = false)
    {
        var job = make((_lastId + 1).ToString("x"));
        _lastId++;
        clean |= _previousBlock != job.PreviousBlock;
        if (clean)
        {
            Clear();
            _previousBlock = job.PreviousBlock;
        }
        else if (_order.Count >= GreatestCount)
        {
            _open.Remove(_order.Dequeue());
        }

        _open.Add(job.Id, new OpenJob(job));
        _order.Enqueue(job.Id);
        Current = job;
        return (job, clean);
    }

    /// <summary>Makes all jobs stale.</summary>
    public void Clear()
    {
        _open.Clear();
        _order.Clear();
        Current = null;
        _previousBlock = null;
    }

    /// <summary>Null for a job that never was, or is stale.</summary>
    public OpenJob? Find(string id) => _open.GetValueOrDefault(id);

    /// <summary>True for a job that was given out once, and is no longer open.</summary>
    public bool WasGiven(string id) =>
        long.TryParse(id, System.Globalization.NumberStyles.AllowHexSpecifier, null, out var number)
        && number > 0 && number <= _lastId && !_open.ContainsKey(id);
}

/// <summary>A job with the shares that were accepted for it: their number is bounded by the work that each one takes.</summary>
public sealed class OpenJob(MiningJob job)
{
    public MiningJob Job { get; } = job;

    /// <summary>By the hash of their header, which no two different shares have in common.</summary>
    public HashSet<Hash256> Shares { get; } = [];
}
