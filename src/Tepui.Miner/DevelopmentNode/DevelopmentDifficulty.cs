using System;
using System.Numerics;
using Tepui.Miner.Bitcoin;

namespace Tepui.Miner.DevelopmentNode;

/// <summary>
/// How hard the next block is: as hard as brings a block each interval at the hash rate seen. Real networks look at two weeks
/// of blocks; this one forgets within a few blocks and never moves by more than a factor of two. A block that does not come
/// gets easier, a few times: a host that is busy with something else still sees blocks.
/// </summary>
public sealed class DevelopmentDifficulty
{
    private const double Memory = 0.85;
    private const double PriorIntervals = 4;
    private const double GreatestStep = 2;

    /// <summary>A pause longer than this many intervals means that nobody mined, not that mining got harder.</summary>
    private const double GreatestIntervals = 4;

    /// <summary>A block that takes this many times as long as it should becomes half as hard.</summary>
    private const double PatienceIntervals = 3;

    private const int GreatestEasing = 4;
    private readonly TimeSpan _interval;
    private TimeSpan _expected;
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
        _expected = firstBlock;
    }

    /// <summary>The compact target of the next block, once it has been waited for that long.</summary>
    public uint Bits(TimeSpan waited) => ToBits(_work / (1 << Easings(waited)));

    /// <summary>True for what <see cref="Bits"/> is now or was before, since the last block: work given out stays good.</summary>
    public bool Allows(uint bits, TimeSpan waited)
    {
        for (var easing = Easings(waited); easing >= 0; easing--)
            if (bits == ToBits(_work / (1 << easing)))
                return true;
        return false;
    }

    /// <summary>When the next block becomes easier; null when it never will.</summary>
    public TimeSpan? NextEasing(TimeSpan waited) =>
        Easings(waited) is < GreatestEasing and var easing ? ((easing + 1) * PatienceIntervals * _expected) - waited : null;

    private int Easings(TimeSpan waited) => (int)Math.Clamp(waited / (_expected * PatienceIntervals), 0, GreatestEasing);

    public double HashesPerSecond => _hashes / _seconds;

    /// <summary>A block of this compact target was found after this long.</summary>
    public void BlockFound(uint bits, TimeSpan took)
    {
        _expected = _interval;
        // The first block's time is mostly the time until somebody started to mine.
        if (_blocks++ == 0)
        {
            Set(HashesPerSecond * _interval.TotalSeconds);
            return;
        }

        var seconds = Math.Clamp(took.TotalSeconds, 0.001, _interval.TotalSeconds * GreatestIntervals);
        _hashes = (_hashes * Memory) + Target.FromCompact(bits).ExpectedHashes;
        _seconds = (_seconds * Memory) + seconds;
        Set(Math.Clamp(HashesPerSecond * _interval.TotalSeconds, _work / GreatestStep, _work * GreatestStep));
    }

    private void Set(double work) => _work = Math.Max(1, work);

    private static uint ToBits(double work)
    {
        var easiest = Target.FromCompact(DevelopmentChain.EasiestBits).ToNumber();
        var target = (BigInteger.One << 256) / new BigInteger(Math.Max(1, work));
        return Target.FromNumber(BigInteger.Min(target, easiest)).ToCompact();
    }
}
