using System;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using Tepui.Miner.Bitcoin;
using Tepui.Miner.Hashing;

namespace Tepui.MinerBench;

/// <summary>The miner's own rate: every thread scans its own part of the nonces, against a target that is hardly ever met.</summary>
internal static class OwnRate
{
    private const long Batch = 1 << 20;

    public static double Measure(NonceScanner scanner, int threads, TimeSpan window, bool busy)
    {
        var work = new ScanWork(default, Target.FromDifficulty(1e12));
        var scanned = new long[threads];
        var used = Environment.CpuUsage.TotalTime;
        var watch = Stopwatch.StartNew();
        var running = Enumerable.Range(0, threads).Select(index => new Thread(() =>
        {
            var hits = new uint[scanner.Lanes];
            var count = 0L;
            while (watch.Elapsed < window)
                count += scanner.Scan(work, (uint)(count % (NonceScanner.NonceCount - Batch)), Batch, hits).Scanned;
            scanned[index] = count;
        })).ToArray();
        foreach (var thread in running) thread.Start();
        foreach (var thread in running) thread.Join();
        var elapsed = busy ? (Environment.CpuUsage.TotalTime - used) / threads : watch.Elapsed;
        return scanned.Sum() / elapsed.TotalSeconds;
    }
}
