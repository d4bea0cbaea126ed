using System;
using System.Threading.Tasks;
using Tepui.LoadBench.Clusters;
using Tepui.LoadBench.Containers;
using Tepui.LoadBench.Failovers;
using Tepui.LoadBench.Masters;
using Tepui.LoadBench.Registries;
using Tepui.LoadBench.Spawning;
using Tepui.LoadBench.Streams;

namespace Tepui.LoadBench;

/// <summary>Measures parts of a cluster beside what the machine itself can do, in the same run.</summary>
public static class Program
{
    public static async Task<int> Main(string[] args)
    {
        switch (args)
        {
            case ["spawn", .. string[] rest] when SpawnOptions.TryParse(rest, out SpawnOptions? options):
                await SpawnBenchmark.RunAsync(options);
                return 0;
            case ["launch", .. string[] rest] when ClusterOptions.TryParse(rest, out ClusterOptions? options):
                await ClusterBenchmark.LaunchAsync(options);
                return 0;
            case ["latency", .. string[] rest] when ClusterOptions.TryParse(rest, out ClusterOptions? options):
                await ClusterBenchmark.LatencyAsync(options);
                return 0;
            case ["start", .. string[] rest] when ClusterOptions.TryParse(rest, out ClusterOptions? options):
                await ClusterBenchmark.StartAsync(options);
                return 0;
            case ["task-cost", .. string[] rest] when ClusterOptions.TryParse(rest, out ClusterOptions? options):
                await ClusterBenchmark.TaskCostAsync(options);
                return 0;
            case ["idle", .. string[] rest] when ClusterOptions.TryParse(["--tasks", "1000", .. rest], out ClusterOptions? options):
                await IdleBenchmark.RunAsync(options);
                return 0;
            case ["spread", .. string[] rest] when ClusterOptions.TryParse(rest, out ClusterOptions? options):
                await SpreadBenchmark.RunAsync(options);
                return 0;
            case ["containers", .. string[] rest] when ClusterOptions.TryParse(rest, out ClusterOptions? options):
                await ContainersBenchmark.RunAsync(options);
                return 0;
            case ["docker", .. string[] rest] when ClusterOptions.TryParse(rest, out ClusterOptions? options):
                await DockerBenchmark.RunAsync(options);
                return 0;
            case ["storm", .. string[] rest] when MasterOptions.TryParse(StormBenchmark.Shape, rest, out MasterOptions? options):
                await StormBenchmark.RunAsync(options);
                return 0;
            case ["cycle", .. string[] rest] when MasterOptions.TryParse(CycleBenchmark.Shape, rest, out MasterOptions? options):
                await CycleBenchmark.RunAsync(options);
                return 0;
            case ["state", .. string[] rest] when MasterOptions.TryParse(StateBenchmark.Shape, rest, out MasterOptions? options):
                await StateBenchmark.RunAsync(options);
                return 0;
            case ["flow", .. string[] rest] when MasterOptions.TryParse(FlowBenchmark.Shape, rest, out MasterOptions? options):
                await FlowBenchmark.RunAsync(options);
                return 0;
            case ["full", .. string[] rest] when MasterOptions.TryParse(FullBenchmark.Shape, rest, out MasterOptions? options):
                await FullBenchmark.RunAsync(options);
                return 0;
            case ["registry", .. string[] rest] when MasterOptions.TryParse(RegistryBenchmark.Shape, rest, out MasterOptions? options):
                return await RegistryBenchmark.RunAsync(options);
            case ["failover", .. string[] rest] when MasterOptions.TryParse(FailoverBenchmark.Shape, rest, out MasterOptions? options):
                return await FailoverBenchmark.RunAsync(options);
            case ["fanout", .. string[] rest] when FanOutOptions.TryParse(rest, out FanOutOptions? options):
                await FanOutBenchmark.RunAsync(options);
                return 0;
            default:
                await Console.Error.WriteLineAsync($"usage: Tepui.LoadBench spawn {SpawnOptions.Usage}");
                await Console.Error.WriteLineAsync($"       Tepui.LoadBench launch|latency|start|task-cost|idle|spread|docker|containers {ClusterOptions.Usage}");
                await Console.Error.WriteLineAsync($"       Tepui.LoadBench storm|cycle|state|flow|full|registry|failover {MasterOptions.Usage}");
                await Console.Error.WriteLineAsync($"       Tepui.LoadBench fanout {FanOutOptions.Usage}");
                return 64;
        }
    }
}
