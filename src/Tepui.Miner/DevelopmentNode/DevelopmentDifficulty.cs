using System;
using System.Numerics;
using Tepui.Miner.Bitcoin;

namespace Tepui.Miner.DevelopmentNode;

/// <summary>
/// How hard the next block is: as hard as brings a block each interval at the hash rate seen. Real networks look at two weeks
/// of blocks; this one forgets within a few blocks and never moves by more than a factor of two.
/// </summary>
public sealed class DevelopmentDifficulty
{
    private const double Memory = 0.85;
    private const double PriorIntervals = 4;
    private const double GreatestStep = 2;

    /// <summary>A pause longer than this many intervals means that nobody mined, not that mining got harder.</summary>
    private const double GreatestIntervals = 4;

    private readonly TimeSpan _interval;
    private double _hashes;
    private double _seconds;
    private double _work;
    private int _blocks;

    /// <param name="hashesPerSecond">What the host is thought to do.</param>
    public DevelopmentDifficulty(double hashesPerSecond, TimeSpan firstBlock, TimeSpan interval)
    {
        _interval = interval;
        _seconds = interval.TotalSeconds * PriorIntervals;
        _hashes = hashesPerSecond * _seconds;
        _work = Math.Max(1, hashesPerSecond * firstBlock.TotalSeconds);
        Bits = ToBits(_work);
    }

    /// <summary>The compact target of the next block.</summary>
    public uint Bits { get; private set; }

    public double HashesPerSecond => _hashes / _seconds;

    /// <summary>A block of the present difficulty was found after this long.</summary>
    public void BlockFound(TimeSpan took)
    {
        // The first block's time is mostly the time until somebody started to mine.
        if (_blocks++ == 0)
        {
            Set(HashesPerSecond * _interval.TotalSeconds);
            return;
        }

        var seconds = Math.Clamp(took.TotalSeconds, 0.001, _interval.TotalSeconds * GreatestIntervals);
        _hashes = (_hashes * Memory) + _work;
        _seconds = (_seconds * Memory) + seconds;
        Set(Math.Clamp(HashesPerSecond * _interval.TotalSeconds, _work / GreatestStep, _work * GreatestStep));
    }

    private void Set(double work)
    {
        _work = Math.Max(1, work);
        Bits = ToBits(_work);
    }

    private static uint ToBits(double work)
    {
        var easiest = Target.FromCompact(DevelopmentChain.EasiestBits).ToNumber();
        var target = (BigInteger.One << 256) / new BigInteger(work);
        return Target.FromNumber(BigInteger.Min(target, easiest)).ToCompact();
    }
}
