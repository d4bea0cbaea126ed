using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using Mesos.V1;
using Tepui.LoadBench.Spawning;
using Task = System.Threading.Tasks.Task;

namespace Tepui.LoadBench.Clusters;

/// <summary>
/// A real master and a real agent, each a process of its own, driven over the wire. What a peer did is printed beside it,
/// labelled "recorded": Apache Mesos 1.12 and Slurm 22.05 on a 2 vCPU AMD EPYC at 3.24 GHz.
/// </summary>
internal static class ClusterBenchmark
{
    /// <summary>Of the agent, less what rounding may take.</summary>
    public const double AllCpus = 199.95;

    /// <summary>Enough for the driver's code to be compiled to its last tier.</summary>
    private const int WarmUpTasks = 500;

    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(2);

    /// <summary>No-op tasks through offer, launch, three updates and their acknowledgements, as many at once as there are.</summary>
    public static async Task LaunchAsync(ClusterOptions options)
    {
        // The driver's own code is compiled on its way through a round that does not count; every cluster is a new one.
        for (var round = 0; round <= options.Rounds; round++)
        {
            var tasks = round == 0 ? WarmUpTasks : options.Tasks;
            var anchor = SpawnsPerSecond();
            using var cluster = ClusterProcesses.Start(options);
            await using var framework = await BenchFramework.SubscribeAsync(cluster.MasterUrl, options);
            var offer = await framework.NextOfferAsync();
            await Task.Delay(Settling);
            var processor = ProcessorTime.Of(cluster);
            var begun = Stopwatch.GetTimestamp();
            var accepted = framework.LaunchAsync([offer], tasks, "true");
            await framework.UntilAsync(TaskState.TaskFinished, tasks);
            var seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
            await accepted;
            if (round == 0)
                continue;
            var rate = tasks / seconds;
            Print($"launch {round}: {tasks} tasks in {seconds:F2} s = {rate:F0} tasks/s, {rate / anchor:F2} of posix_spawn + wait of "
                + $"/bin/true ({anchor:F0}/s in this run); recorded: Mesos 8.5, Slurm 47");
            Print($"  {ProcessorTime.Of(cluster).Since(processor, tasks)}; load {ProcessorTime.Load()}");
        }
    }

    /// <summary>One task at a time.</summary>
    public static async Task LatencyAsync(ClusterOptions options)
    {
        using var cluster = ClusterProcesses.Start(options);
        await using var framework = await BenchFramework.SubscribeAsync(cluster.MasterUrl, options);
        List<double> finished = [], offered = [], spawned = [];
        RawSpawn.Run(100);
        var offers = await framework.OffersAsync(AllCpus);
        for (var task = 0; task < Math.Min(options.Tasks, 200) + 20; task++)
        {
            var spawning = Stopwatch.GetTimestamp();
            RawSpawn.Run(1);
            var begun = Stopwatch.GetTimestamp();
            var accepted = framework.LaunchAsync(offers, 1, "true");
            await framework.UntilAsync(TaskState.TaskFinished, 1);
            var ended = Stopwatch.GetTimestamp();
            await accepted;
            offers = await framework.OffersAsync(AllCpus);
            if (task >= 20)
            {
                spawned.Add(Stopwatch.GetElapsedTime(spawning, begun).TotalMilliseconds);
                finished.Add(Stopwatch.GetElapsedTime(begun, ended).TotalMilliseconds);
                offered.Add(Stopwatch.GetElapsedTime(ended).TotalMilliseconds);
            }
        }

        Print($"accept to finished: p50 {Percentiles.At(finished, 0.5):F2} p99 {Percentiles.At(finished, 0.99):F2} ms, "
            + $"{Percentiles.At(finished, 0.5) / Percentiles.At(spawned, 0.5):F1} and {Percentiles.At(finished, 0.99) / Percentiles.At(spawned, 0.5):F1} times "
            + $"the p50 of posix_spawn + wait of /bin/true (p50 {Percentiles.At(spawned, 0.5):F2} p99 {Percentiles.At(spawned, 0.99):F2} ms, in turns); "
            + "recorded: Mesos 272 and 404");
        Print($"finished to offer:  p50 {Percentiles.At(offered, 0.5):F2} p99 {Percentiles.At(offered, 0.99):F2} ms; recorded: Mesos 729");
    }

    /// <summary>From the start of both processes to the first TASK_FINISHED; then what they weigh when idle.</summary>
    public static async Task StartAsync(ClusterOptions options)
    {
        // In the round that does not count, the driver's own code is compiled.
        for (var round = 0; round <= options.Rounds; round++)
        {
            var anchor = SpawnsPerSecond();
            var begun = Stopwatch.GetTimestamp();
            using var cluster = ClusterProcesses.Start(options);
            await using var framework = await BenchFramework.SubscribeAsync(cluster.MasterUrl, options);
            var offer = await framework.NextOfferAsync();
            var offered = Stopwatch.GetElapsedTime(begun).TotalSeconds;
            await framework.LaunchAsync([offer], 1, "true");
            await framework.UntilAsync(TaskState.TaskFinished, 1);
            var seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
            if (round == 0)
                continue;
            Print($"start {round}: first offer {offered:F2} s, first TASK_FINISHED {seconds:F2} s, the time of {seconds * anchor:F0} posix_spawn + wait of /bin/true "
                + $"({anchor:F0}/s in this run); recorded: Mesos 1.1 and 1.34");
            await Task.Delay(Settling);
            Print($"idle {round}: master {ProcessMemory.Rss(cluster.Master.Id):F0} MB, agent {ProcessMemory.Rss(cluster.Agent.Id):F0} MB resident, supervisor "
                + $"{cluster.ProcessesNaming().Sum(ProcessMemory.Rss):F0} MB; recorded: Mesos 79 and 79");
        }
    }

    /// <summary>What each further running task costs beside its own process.</summary>
    public static async Task TaskCostAsync(ClusterOptions options)
    {
        const int Count = 50;
        using var cluster = ClusterProcesses.Start(options);
        await using var framework = await BenchFramework.SubscribeAsync(cluster.MasterUrl, options);
        await framework.LaunchAsync([await framework.NextOfferAsync()], 1, "exec sleep 60");
        await framework.UntilAsync(TaskState.TaskRunning, 1);
        await Task.Delay(Settling);
        var before = Own(cluster);
        await framework.LaunchAsync([await framework.NextOfferAsync()], Count, "exec sleep 60");
        await framework.UntilAsync(TaskState.TaskRunning, Count);
        await Task.Delay(Settling);
        var after = Own(cluster);
        Print($"a running task: {(after.Memory - before.Memory) / Count:F3} MB, {(after.Processes - before.Processes) / (double)Count:F2} processes of ours; "
            + "recorded: Mesos 17.2 MB, 3");
    }

    private static double SpawnsPerSecond()
    {
        const int Count = 1000;
        RawSpawn.Run(100);
        var begun = Stopwatch.GetTimestamp();
        RawSpawn.Run(Count);
        return Count / Stopwatch.GetElapsedTime(begun).TotalSeconds;
    }

    private static (double Memory, int Processes) Own(ClusterProcesses cluster)
    {
        int[] pids = [cluster.Master.Id, cluster.Agent.Id, .. cluster.ProcessesNaming()];
        return (pids.Sum(ProcessMemory.Pss), pids.Length);
    }

    private static void Print(string line) => Console.Out.WriteLine(line);
}
