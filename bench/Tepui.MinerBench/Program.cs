using System;
using System.Linq;
using Tepui.MinerBench;
using Tepui.MinerBench.Places;

const int Turns = 3;

// minerd 2.5.1 with AVX2 on two virtual processors of an EPYC at 3.24 GHz.
double? Recorded(int threads) => threads switch { 1 => 13.1e6, 2 => 24.8e6, _ => null };

if (args.Contains("--help"))
{
    Console.WriteLine(BenchOptions.Help);
    return 0;
}

var (options, faults) = BenchOptions.Parse(args);
if (options is null)
{
    foreach (var fault in faults) Console.Error.WriteLine(fault);
    return 64;
}

if (options.Cluster)
{
    await PlaceComparison.RunAsync(options);
    return 0;
}

if (options.Replacements > 0)
{
    var times = await ReplacementTime.MeasureAsync(options.Scanner, options.Threads[^1], options.Replacements);
    Console.WriteLine(
        $"{times.Count} jobs replaced, {options.Threads[^1]} threads: p50 {times[times.Count / 2].TotalMilliseconds:0.0} ms, "
        + $"p99 {times[times.Count * 99 / 100].TotalMilliseconds:0.0} ms, longest {times[^1].TotalMilliseconds:0.0} ms");
    return 0;
}

var unit = options.Busy ? "s of processor time" : "s";
Console.WriteLine($"SHA-256d, {options.Scanner.Name}, best of {Turns} windows of {options.Window.TotalSeconds:0.#} {unit}");
foreach (var threads in options.Threads)
{
    double own = 0, peer = 0;
    for (var turn = 0; turn < Turns; turn++)
    {
        own = Math.Max(own, OwnRate.Measure(options.Scanner, threads, options.Window, options.Busy));
        if (options.Peer is not null) peer = Math.Max(peer, PeerRate.Measure(options.Peer, threads, options.Window, options.Busy));
    }

    var beside = options.Peer is not null ? peer : Recorded(threads);
    var label = options.Peer is not null ? "minerd" : "minerd (recorded)";
    var comparison = beside is > 0 ? $"  {label} {beside / 1e6:0.0} Mh/s  ratio {own / beside:0.00}" : "";
    Console.WriteLine($"{threads} thread{(threads == 1 ? " " : "s")}: tepui {own / 1e6:0.0} Mh/s{comparison}");
}

return 0;
