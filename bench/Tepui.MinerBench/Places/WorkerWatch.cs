using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;

namespace Tepui.MinerBench.Places;

/// <summary>Reads a worker's own lines, such as <c>hash rate 66.600 Mh/s, 3 accepted, 0 rejected</c>, and the processor time it took.</summary>
internal static partial class WorkerWatch
{
    private const int TicksPerSecond = 100;
    private static readonly TimeSpan Start = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Early = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(5);

    /// <summary>Takes the second window that the worker tells of.</summary>
    /// <param name="isAlive">Whether a further line may come.</param>
    /// <param name="lines">What the worker printed so far.</param>
    /// <param name="others">Pids of what runs only because the worker runs there.</param>
    public static async Task<Reading> MeasureAsync(
        WorkerRun run, Func<bool> isAlive, Func<Task<IReadOnlyList<string>>> lines, IReadOnlyList<int> others)
    {
        await UntilAsync(1);
        int[] pids = [.. others, .. Pids(line => line.Contains($"tepui\0miner\0worker\0-o\0{run.Server}\0", StringComparison.Ordinal))];
        var before = Ticks(pids);
        await Task.Delay(run.Window - Early);
        var rate = await UntilAsync(2);
        var processors = (Ticks(pids) - before) / (TicksPerSecond * run.Window.TotalSeconds * run.Threads);
        return new Reading(rate, rate / processors);

        async Task<double> UntilAsync(int count)
        {
            for (var begun = TimeProvider.System.GetTimestamp(); ;)
            {
                var rates = (await lines()).Select(line => Rate().Match(line)).Where(match => match.Success).ToList();
                if (rates.Count >= count)
                    return 1e6 * double.Parse(rates[count - 1].Groups["rate"].ValueSpan, CultureInfo.InvariantCulture);
                if (!isAlive() || TimeProvider.System.GetElapsedTime(begun) > run.Window + Start)
                    throw new InvalidOperationException($"the worker told no hash rate: {string.Join('\n', (await lines()).TakeLast(5))}");
                await Task.Delay(Poll);
            }
        }
    }

    /// <summary>Processes whose command line, its words ended by zeros, is as wanted.</summary>
    public static IEnumerable<int> Pids(Func<string, bool> isWanted) =>
        from folder in Directory.EnumerateDirectories("/proc")
        let pid = int.TryParse(Path.GetFileName(folder), out var number) ? number : 0
        where pid > 0 && isWanted(Read(pid, "cmdline"))
        select pid;

    /// <summary>Processor time in hundredths of a second (proc(5): utime and stime).</summary>
    private static long Ticks(int[] pids) => pids
        .Select(pid => Read(pid, "stat"))
        .Where(stat => stat.Length > 0)
        .Sum(stat => stat[(stat.LastIndexOf(')') + 2)..].Split(' ').Skip(11).Take(2).Sum(long.Parse));

    private static string Read(int pid, string file)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/{file}");
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    [GeneratedRegex(@"hash rate (?<rate>[0-9.]+) Mh/s", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Rate();
}
