using System;
using System.Diagnostics;
using Mesos.V1;
using Task = System.Threading.Tasks.Task;

namespace Tepui.LoadBench.Clusters;

/// <summary>What an agent with its supervisor costs while nothing happens to the tasks it runs.</summary>
internal static class IdleBenchmark
{
    private const int MillisecondsPerSecond = 1000;

    /// <summary>Code is compiled by then, and memory given back, which the agent does at its second look at an idle disk.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(7);

    private static readonly TimeSpan Window = TimeSpan.FromSeconds(15);

    public static async Task RunAsync(ClusterOptions options)
    {
        foreach (int tasks in (int[])[0, 100, options.Tasks])
        {
            using var cluster = ClusterProcesses.Start(options, "--disk_watch_interval=2secs");
            await using var framework = await BenchFramework.SubscribeAsync(cluster.MasterUrl, options);
            Offer offer = await framework.NextOfferAsync();
            try
            {
                // One that has run makes the supervisor be there, as it is on any agent in use.
                await framework.LaunchAsync([offer], 1, "true");
                await framework.UntilAsync(TaskState.TaskFinished, 1);
                if (tasks > 0)
                {
                    await framework.LaunchAsync(await framework.OffersAsync(ClusterBenchmark.AllCpus), tasks, "exec sleep 100000");
                    await framework.UntilAsync(TaskState.TaskRunning, tasks);
                }

                await Task.Delay(Settling);
                await MeasureAsync(cluster, tasks);
            }
            finally
            {
                cluster.KillTasks();
            }
        }
    }

    private static async Task MeasureAsync(ClusterProcesses cluster, int tasks)
    {
        ProcessorTime before = ProcessorTime.Of(cluster);
        long begun = Stopwatch.GetTimestamp();
        await Task.Delay(Window);
        ProcessorTime after = ProcessorTime.Of(cluster);
        double percent = 100 / (Stopwatch.GetElapsedTime(begun).TotalSeconds * MillisecondsPerSecond);
        int supervisor = cluster.Supervisor();
        await Console.Out.WriteLineAsync(FormattableString.Invariant(
            $"idle with {tasks} tasks: agent {ProcessMemory.Rss(cluster.Agent.Id):F1} MB resident ({ProcessMemory.Pss(cluster.Agent.Id):F1} its own share), {(after.Agent - before.Agent) * percent:F2} % of a core; ")
            + FormattableString.Invariant(
            $"supervisor {ProcessMemory.Rss(supervisor):F1} MB ({ProcessMemory.Pss(supervisor):F1}), {(after.Supervisor - before.Supervisor) * percent:F2} %; ")
            + FormattableString.Invariant($"master {ProcessMemory.Rss(cluster.Master.Id):F1} MB, {(after.Master - before.Master) * percent:F2} %"));
    }
}
