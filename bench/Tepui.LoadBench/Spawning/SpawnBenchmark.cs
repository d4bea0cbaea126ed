using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Tepui.Containerizer;
using Tepui.Containerizer.Processes;

namespace Tepui.LoadBench.Spawning;

/// <summary>Containers through the supervisor beside bare posix_spawn and wait, and what a running one costs.</summary>
internal static class SpawnBenchmark
{
    public static async Task RunAsync(SpawnOptions options)
    {
        string root = options.Directory ?? Directory.CreateTempSubdirectory("tepui-spawn-").FullName;
        string runtime = Path.Combine(root, "runtime");
        await using var containerizer = new ProcessContainerizer(new ProcessContainerizerOptions(runtime) { DieWithAgent = true });
        long began = Stopwatch.GetTimestamp();
        _ = await containerizer.RecoverAsync(CancellationToken.None);
        Say($"supervisor started in {Stopwatch.GetElapsedTime(began).TotalMilliseconds:F0} ms; sandboxes in {root}");
        await LaunchAllAsync(containerizer, root, "warm", 500, options.InFlight);
        RawSpawn.Run(200);
        int supervisor = FindSupervisor(root);
        for (int round = 1; round <= options.Rounds; round++)
        {
            double processor = Processor(Environment.ProcessId, ownOnly: false);
            began = Stopwatch.GetTimestamp();
            RawSpawn.Run(options.Count);
            double raw = options.Count / Stopwatch.GetElapsedTime(began).TotalSeconds;
            double rawProcessor = (Processor(Environment.ProcessId, ownOnly: false) - processor) / options.Count;
            processor = Processor(Environment.ProcessId, ownOnly: true);
            double supervising = Processor(supervisor, ownOnly: true);
            double everything = Processor(supervisor, ownOnly: false);
            (double rate, double[] latencies) =
                await LaunchAllAsync(containerizer, root, $"round{round}", options.Count, options.InFlight);
            processor = (Processor(Environment.ProcessId, ownOnly: true) - processor) / options.Count;
            supervising = (Processor(supervisor, ownOnly: true) - supervising) / options.Count;
            everything = (Processor(supervisor, ownOnly: false) - everything) / options.Count;
            (_, double[] single) = await LaunchAllAsync(containerizer, root, $"single{round}", 300, 1);
            Say($"round {round}: posix_spawn + wait {raw:F0}/s · containers {rate:F0}/s, {options.InFlight} in flight " +
                $"(launch to exit p50 {At(latencies, 0.5):F2} ms) · ratio {rate / raw:F2} · " +
                $"one at a time p50 {At(single, 0.5):F2} ms, p99 {At(single, 0.99):F2} ms");
            Say($"  processor time each: posix_spawn + wait {rawProcessor:F0} us with the child · container: client {processor:F0} us, " +
                $"supervisor {supervising:F0} us, child {everything - supervising:F0} us");
        }

        await MeasureMemoryAsync(containerizer, supervisor, root, options.Running);
        await containerizer.ShutdownAsync(CancellationToken.None);
        if (options.Directory is null)
            Directory.Delete(root, recursive: true);
    }

    private static async Task<(double Rate, double[] Latencies)> LaunchAllAsync(
        ProcessContainerizer containerizer, string root, string prefix, int count, int inFlight)
    {
        ContainerLaunch[] launches = [.. Enumerable.Range(0, count).Select(i => Make(root, $"{prefix}-{i}", "/bin/true"))];
        var begins = new Dictionary<string, long>(count, StringComparer.Ordinal);
        double[] latencies = new double[count];
        long began = Stopwatch.GetTimestamp();
        int next = 0;
        var forgets = new List<Task>(count);
        for (int ended = 0; ended < count; ended++)
        {
            while (next < count && next - ended < inFlight)
            {
                begins[launches[next].ContainerId] = Stopwatch.GetTimestamp();
                _ = containerizer.LaunchAsync(launches[next++], CancellationToken.None).AsTask();
            }

            ContainerExit exit = await containerizer.Exits.ReadAsync();
            latencies[ended] = Stopwatch.GetElapsedTime(begins[exit.ContainerId]).TotalMilliseconds;
            forgets.Add(containerizer.ForgetAsync(exit.ContainerId, CancellationToken.None).AsTask());
        }

        await Task.WhenAll(forgets);
        double rate = count / Stopwatch.GetElapsedTime(began).TotalSeconds;
        Array.Sort(latencies);
        return (rate, latencies);
    }

    private static async Task MeasureMemoryAsync(ProcessContainerizer containerizer, int supervisor, string root, int running)
    {
        Say($"supervisor idle: {Memory(supervisor)}");
        long before = Used(supervisor);
        for (int i = 0; i < running; i++)
            _ = await containerizer.LaunchAsync(Make(root, $"sleep-{i}", "/bin/sleep", "1000"), CancellationToken.None);
        Say($"supervisor with {running} tasks: {Memory(supervisor)}; {(Used(supervisor) - before) / (double)running:F1} KB for each");
        long began = Stopwatch.GetTimestamp();
        for (int i = 0; i < running; i++)
            await containerizer.DestroyAsync($"sleep-{i}", CancellationToken.None);
        for (int i = 0; i < running; i++)
            _ = await containerizer.Exits.ReadAsync();
        Say($"{running} tasks destroyed in {Stopwatch.GetElapsedTime(began).TotalMilliseconds:F0} ms");
    }

    private static ContainerLaunch Make(string root, string id, params string[] argv)
    {
        string sandbox = Path.Combine(root, "sandboxes", id);
        _ = Directory.CreateDirectory(sandbox);
        return new ContainerLaunch(id, argv, [new("PATH", "/usr/bin:/bin"), new("MESOS_SANDBOX", sandbox)], sandbox);
    }

    private static double At(double[] sorted, double part) => sorted[(int)((sorted.Length - 1) * part)];

    private static int FindSupervisor(string root) =>
        Directory.EnumerateDirectories("/proc")
            .Select(path => int.TryParse(Path.GetFileName(path), out int pid) ? pid : 0)
            .First(pid => pid > 0 && CommandLine(pid).Contains($"\0{root}/runtime", StringComparison.Ordinal));

    private static string CommandLine(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/cmdline");
        }
        catch (IOException)
        {
            return "";
        }
    }

    /// <summary>Microseconds of processor time so far, of the process alone or with the children that it waited for.</summary>
    private static double Processor(int pid, bool ownOnly)
    {
        const double MicrosecondsPerTick = 10_000;
        string stat = File.ReadAllText($"/proc/{pid}/stat");
        long[] times = [.. stat[(stat.LastIndexOf(')') + 2)..].Split(' ').Skip(11).Take(4).Select(long.Parse)];
        return (ownOnly ? times[0] + times[1] : times.Sum()) * MicrosecondsPerTick;
    }

    private static string Memory(int pid) =>
        $"{Field(pid, "Rss:") / 1024.0:F1} MB resident, {Field(pid, "Pss:") / 1024.0:F1} MB proportional, " +
        $"{Used(pid) / 1024.0:F1} MB private";

    /// <summary>KB that only this process holds.</summary>
    private static long Used(int pid) => Field(pid, "Private_Clean:") + Field(pid, "Private_Dirty:");

    private static long Field(int pid, string name) =>
        File.ReadLines($"/proc/{pid}/smaps_rollup")
            .Where(line => line.StartsWith(name, StringComparison.Ordinal))
            .Sum(line => long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture));

    private static void Say(string line) => Console.WriteLine(line);
}
