using System.Collections.Generic;
using Tepui.Miner.Bitcoin;
using Tepui.Miner.Node;

namespace Tepui.Miner.Server;

/// <summary>The jobs that shares may still be for: those on the present tip. One caller at a time.</summary>
public sealed class JobBook(byte[] payoutScript)
{
    private const int GreatestCount = 64;
    private readonly Dictionary<string, OpenJob> _open = [];
    private readonly Queue<string> _order = [];
    private Hash256? _previousBlock;
    private long _lastId;

    public MiningJob? Current { get; private set; }

    /// <summary>Makes a job of the template.</summary>
    /// <returns>The job, and whether it makes all earlier ones stale.</returns>
    public (MiningJob Job, bool Clean) Add(BlockTemplate template)
    {
        var clean = _previousBlock != template.PreviousBlock;
        if (clean)
        {
            _open.Clear();
            _order.Clear();
            _previousBlock = template.PreviousBlock;
        }
        else if (_order.Count >= GreatestCount)
        {
            _open.Remove(_order.Dequeue());
        }

        var job = new MiningJob((++_lastId).ToString("x"), template, payoutScript);
        _open.Add(job.Id, new OpenJob(job));
        _order.Enqueue(job.Id);
        Current = job;
        return (job, clean);
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

    public HashSet<ShareKey> Shares { get; } = [];
}

/// <summary>What makes two shares of a job the same.</summary>
public readonly record struct ShareKey(uint Extranonce1, uint Extranonce2, uint Time, uint Nonce);
