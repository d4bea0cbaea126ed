using System;
using Tepui.Miner.Bitcoin;

namespace Tepui.Miner.Hashing;

/// <summary>Measures how many hashes a second one thread tries here: what a development node sets its difficulty by.</summary>
public static class HashRateProbe
{
    /// <summary>A batch takes half a millisecond or less on any machine that mines.</summary>
    private const long Batch = 16 * 1024;

    /// <summary>Hashes a second of one thread, by the fastest scanner, after it has been compiled.</summary>
    /// <param name="duration">How long to measure; 50 ms are good to a few per cent on an idle machine.</param>
    public static double MeasureThread(TimeProvider time, TimeSpan duration) => MeasureThread(time, duration, NonceScanner.Fastest);

    public static double MeasureThread(TimeProvider time, TimeSpan duration, NonceScanner scanner)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(duration, TimeSpan.Zero);
        var work = new ScanWork(default, Target.FromDifficulty(1e12));
        Span<uint> hits = stackalloc uint[scanner.Lanes];
        scanner.Scan(work, 0, scanner.Lanes, hits);

        var start = time.GetTimestamp();
        long scanned = 0;
        TimeSpan elapsed;
        do
        {
            scanned += scanner.Scan(work, (uint)(scanned % (NonceScanner.NonceCount / 2)), Batch, hits).Scanned;
            elapsed = time.GetElapsedTime(start);
        }
        while (elapsed < duration);
        return scanned / elapsed.TotalSeconds;
    }
}
