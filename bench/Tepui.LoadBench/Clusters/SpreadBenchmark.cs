using System;
using System.Diagnostics;
using System.Linq;
using System.Threading.Tasks;
using Mesos.V1;
using Tepui.LoadBench.Masters;
using Task = System.Threading.Tasks.Task;

namespace Tepui.LoadBench.Clusters;

/// <summary>The launch benchmark on fifty real agents of one process, beside the same on one agent, in turns.</summary>
internal static class SpreadBenchmark
{
    private const int Agents = 50;
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(3);

    public static async Task RunAsync(ClusterOptions options)
    {
        var figures = new Figures($"spread: {options.Tasks} tasks `true` over {Agents} agents of one process");
        for (var round = 0; round <= options.Rounds; round++)
        {
            var alone = await AloneAsync(options);
            var spread = await SpreadAsync(options);
            if (round > 0)
            {
                figures.Add("one agent", "1/s", alone);
                figures.Add("fifty agents", "1/s", spread);
                figures.Add("fifty beside one", "x", spread / alone);
            }
        }

        figures.Print(null);
    }

    private static async Task<double> AloneAsync(ClusterOptions options)
    {
        using var cluster = ClusterProcesses.Start(options);
        await using var framework = await BenchFramework.SubscribeAsync(cluster.MasterUrl, options);
        var offer = await framework.NextOfferAsync();
        await Task.Delay(Settling);
        var begun = Stopwatch.GetTimestamp();
        var accepted = framework.LaunchAsync([offer], options.Tasks, "true");
        await framework.UntilAsync(TaskState.TaskFinished, options.Tasks);
        var rate = options.Tasks / Stopwatch.GetElapsedTime(begun).TotalSeconds;
        await accepted;
        return rate;
    }

    private static async Task<double> SpreadAsync(ClusterOptions options)
    {
        using var cluster = LocalProcess.Start(options, Agents, "cpus:4;mem:2000;disk:1000");
        await using var framework = await BenchFramework.SubscribeAsync(cluster.MasterUrl, options);
        var offers = await framework.OffersAsync(Agents * 4 - 0.05);
        await Task.Delay(Settling);
        var begun = Stopwatch.GetTimestamp();
        var accepted = offers.Select(offer => framework.LaunchAsync([offer], options.Tasks / Agents, "true")).ToArray();
        await framework.UntilAsync(TaskState.TaskFinished, options.Tasks / Agents * Agents);
        var rate = options.Tasks / Stopwatch.GetElapsedTime(begun).TotalSeconds;
        await Task.WhenAll(accepted);
        return rate;
    }
}
