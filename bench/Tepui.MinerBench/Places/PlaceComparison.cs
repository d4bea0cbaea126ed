using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;

namespace Tepui.MinerBench.Places;

/// <summary>
/// How much of the hash rate is left when the worker runs somewhere else than by itself: the same node, server and command in turns,
/// each round in the other order.
/// </summary>
internal static class PlaceComparison
{
    public static async Task RunAsync(BenchOptions options)
    {
        var folder = Directory.CreateDirectory(Path.Combine(options.WorkDirectory, $"tepui-bench-{Guid.NewGuid():N}")).FullName;
        try
        {
            await using var server = await MiningServer.StartAsync(options.Program);
            var run = new WorkerRun(options.Program, server.Address, options.Threads[^1], options.Window);

            // Each is reported beside the first.
            List<IWorkerPlace> places = [new StandAlone(), new ClusterTask(folder)];
            if (options.DockerSocket is { } socket)
            {
                await BringImagesAsync(options.Program, socket);
                places.Add(new ClusterTask(folder, socket));
            }

            await CompareAsync([.. places], run, options.Rounds);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task BringImagesAsync(string program, string socket)
    {
        await using var images = ChildProgram.Start(program, ["images", $"--docker_socket={socket}"]);
        if (await images.ExitAsync() != 0)
            throw new InvalidOperationException(string.Join('\n', images.Lines));
    }

    private static async Task CompareAsync(IWorkerPlace[] places, WorkerRun run, int rounds)
    {
        Console.WriteLine($"mining with {run.Threads} threads, {rounds} rounds of {run.Window.TotalSeconds:0.#} s, load {Load()}");
        var readings = places.ToDictionary(place => place, _ => new List<Reading>());
        for (var round = 0; round < rounds; round++)
        {
            foreach (var place in round % 2 == 0 ? places : places.Reverse())
                readings[place].Add(await place.MeasureAsync(run));
            Console.WriteLine($"round {round + 1}: {string.Join(", ", places.Select(place => $"{place.Name} {Text(readings[place][^1])}"))}");
        }

        var (median, best) = Summary(readings[places[0]]);
        Console.WriteLine($"{places[0].Name}: median {Text(median)}, best {Text(best)}");
        foreach (var place in places.Skip(1))
        {
            var (itsMedian, itsBest) = Summary(readings[place]);
            Console.WriteLine($"{place.Name}: median {Text(itsMedian)}, best {Text(itsBest)}");
            Console.WriteLine(
                $"{place.Name} to {places[0].Name}: by time {itsMedian.ByTime / median.ByTime:0.000} of medians, {itsBest.ByTime / best.ByTime:0.000} "
                + $"of bests; by processor time {itsMedian.ByProcessorTime / median.ByProcessorTime:0.000} and "
                + $"{itsBest.ByProcessorTime / best.ByProcessorTime:0.000}");
        }
    }

    private static string Text(Reading reading) => $"{reading.ByTime / 1e6:0.00} Mh/s ({reading.ByProcessorTime / 1e6:0.00} by processor time)";

    private static (Reading Median, Reading Best) Summary(List<Reading> readings)
    {
        double[] byTime = [.. readings.Select(reading => reading.ByTime).Order()];
        double[] byProcessorTime = [.. readings.Select(reading => reading.ByProcessorTime).Order()];
        return (new Reading(Median(byTime), Median(byProcessorTime)), new Reading(byTime[^1], byProcessorTime[^1]));
    }

    private static double Median(double[] sorted) => (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;

    private static string Load() => File.ReadAllText("/proc/loadavg").Split(' ')[0];
}
