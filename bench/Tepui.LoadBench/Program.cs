using System;
using System.Threading.Tasks;
using Tepui.LoadBench.Spawning;

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
            default:
                await Console.Error.WriteLineAsync($"usage: Tepui.LoadBench spawn {SpawnOptions.Usage}");
                return 64;
        }
    }
}
