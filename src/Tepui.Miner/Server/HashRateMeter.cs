using System;

namespace Tepui.Miner.Server;

/// <summary>Estimates a hash rate from accepted shares: each stands for difficulty x 2^32 hashes, over the last minute.</summary>
public sealed class HashRateMeter(DateTimeOffset start)
{
    private const int Seconds = 60;
    private const double HashesPerDifficulty = 4294967296.0;
    private readonly double[] _work = new double[Seconds];
    private long _second;

    public void Add(double difficulty, DateTimeOffset at)
    {
        Advance(at);
        _work[_second % Seconds] += difficulty;
    }

    /// <summary>Hashes per second.</summary>
    public double Rate(DateTimeOffset at)
    {
        Advance(at);
        var elapsed = Math.Clamp((at - start).TotalSeconds, 1, Seconds);
        double work = 0;
        foreach (var second in _work)
            work += second;
        return work * HashesPerDifficulty / elapsed;
    }

    private void Advance(DateTimeOffset at)
    {
        var now = Math.Max(_second, (long)(at - start).TotalSeconds);
        for (var passed = Math.Max(_second + 1, now - Seconds + 1); passed <= now; passed++)
            _work[passed % Seconds] = 0;
        _second = now;
    }
}
