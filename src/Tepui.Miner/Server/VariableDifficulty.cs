using System;

namespace Tepui.Miner.Server;

/// <summary>
/// Sets a worker's difficulty so that it sends a share each interval: often enough to estimate its hash rate, seldom enough
/// to cost nothing. It looks at a window of shares and moves by at most a factor of four at a time.
/// </summary>
/// <param name="interval">The time between two shares that is aimed at.</param>
public sealed class VariableDifficulty(double start, double least, double greatest, TimeSpan interval, DateTimeOffset now)
{
    private const int WindowShares = 12;
    private const int WindowIntervals = 8;
    private const double GreatestStep = 4;

    /// <summary>Within this factor of the aim nothing changes: shares come at random.</summary>
    private const double Tolerance = 1.6;

    private readonly double _least = least;
    private DateTimeOffset _windowStart = now;
    private double _work;
    private int _shares;

    public double Least { get; private set; } = least;

    public double Current { get; private set; } = Math.Clamp(start, least, greatest);

    /// <summary>A worker's own wish; its next window decides anew.</summary>
    public void Suggest(double difficulty, DateTimeOffset at) => Set(difficulty, at);

    /// <summary>The least that the worker itself can do with (BIP 310's minimum-difficulty); 0 for none.</summary>
    /// <returns>False when it is more than there is.</returns>
    public bool Bound(double difficulty, DateTimeOffset at)
    {
        if (difficulty > greatest)
            return false;
        Least = Math.Max(difficulty, _least);
        Set(Math.Max(Current, Least), at);
        return true;
    }

    /// <summary>A share of this difficulty was accepted.</summary>
    /// <returns>True when the difficulty changed.</returns>
    public bool ShareAccepted(double difficulty, DateTimeOffset at)
    {
        _work += difficulty;
        _shares++;
        return Reconsider(at);
    }

    /// <summary>To be asked now and then, so that a worker whose shares are too hard to find gets easier ones.</summary>
    /// <returns>True when the difficulty changed.</returns>
    public bool Reconsider(DateTimeOffset at)
    {
        var elapsed = (at - _windowStart) / interval;
        if (_shares < WindowShares && elapsed < WindowIntervals)
            return false;

        // Half a share stands for "not yet one": the estimate of a silent worker falls as its silence lasts.
        var work = _shares == 0 ? Current / 2 : _work;
        var ratio = work / Math.Max(elapsed, 1e-3) / Current;
        var before = Current;
        var wanted = Current * Math.Clamp(ratio, 1 / GreatestStep, GreatestStep);
        Set(ratio is > Tolerance or < 1 / Tolerance ? wanted : Current, at);
        return Current != before;
    }

    private void Set(double difficulty, DateTimeOffset at)
    {
        Current = Math.Clamp(difficulty, Least, greatest);
        (_windowStart, _work, _shares) = (at, 0, 0);
    }
}
