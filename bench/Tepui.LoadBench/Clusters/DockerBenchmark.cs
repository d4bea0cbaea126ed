using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Threading.Tasks;
using Mesos.V1;
using Tepui.Testing.Docker;
using Task = System.Threading.Tasks.Task;

namespace Tepui.LoadBench.Clusters;

/// <summary>
/// A Docker task from ACCEPT to TASK_RUNNING beside what the Engine API itself takes to create and start the same container, in
/// turns on one dockerd, which this program starts.
/// </summary>
internal static class DockerBenchmark
{
    private const int WarmUps = 3;
    private const int MostTasks = 40;

    // Long enough to be running when it is looked at, short enough to be gone before the next turn.
    private const string Command = "sleep 0.3";

    public static async Task RunAsync(ClusterOptions options)
    {
        if (DockerDaemon.Missing is { } missing)
        {
            await Console.Error.WriteLineAsync($"bench: {missing}");
            return;
        }

        await using var dockerd = await DockerDaemon.StartAsync();
        using var cluster = ClusterProcesses.Start(
            options, "--containerizers=mesos,docker", $"--docker_socket={dockerd.Socket}", "--docker_remove_delay=0ns");
        await using var framework = await BenchFramework.SubscribeAsync(cluster.MasterUrl, options);
        var sandbox = Directory.CreateDirectory(Path.Combine(dockerd.Root, "sandbox")).FullName;
        List<double> ours = [], theirs = [];
        for (var turn = 0; turn < Math.Min(options.Tasks, MostTasks) + WarmUps; turn++)
        {
            var api = await CreateAndStartAsync(dockerd.Engine, sandbox);
            var task = await LaunchAsync(framework, dockerd.Engine);
            if (turn < WarmUps)
                continue;
            theirs.Add(api);
            ours.Add(task);
        }

        Print("Engine API, create and start", theirs);
        Print("ACCEPT to TASK_RUNNING", ours);
        await Console.Out.WriteLineAsync($"ratio of p50: {Percentiles.At(ours, 0.5) / Percentiles.At(theirs, 0.5):F3} (aim 1.1); load {ProcessorTime.Load()}");
    }

    private static async Task<double> CreateAndStartAsync(DockerEngine engine, string sandbox)
    {
        var body = $$$"""
            {"Image":"{{{DockerDaemon.Image}}}","Entrypoint":["/bin/sh"],"Cmd":["-c","{{{Command}}}"],
             "HostConfig":{"NetworkMode":"host","CpuShares":102,"Memory":33554432,
                           "Mounts":[{"Type":"bind","Source":"{{{sandbox}}}","Target":"/mnt/mesos/sandbox"}]}}
            """;
        var begun = Stopwatch.GetTimestamp();
        await engine.CreateAsync("raw", body);
        await engine.StartAsync("raw");
        var milliseconds = Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
        await engine.PostAsync("containers/raw/wait");
        await engine.RemoveAsync("raw");
        return milliseconds;
    }

    private static async Task<double> LaunchAsync(BenchFramework framework, DockerEngine engine)
    {
        var container = new ContainerInfo
        {
            Type = ContainerInfo.Types.Type.Docker,
            Docker = new ContainerInfo.Types.DockerInfo { Image = DockerDaemon.Image },
        };
        Offer[] offers = [await framework.NextOfferAsync()];
        var begun = Stopwatch.GetTimestamp();
        var accepted = framework.LaunchAsync(offers, 1, Command, container);
        await framework.UntilAsync(TaskState.TaskRunning, 1);
        var milliseconds = Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
        await accepted;
        await framework.UntilAsync(TaskState.TaskFinished, 1);
        foreach (var name in await engine.NamesAsync())
            await engine.RemovedAsync(name);
        return milliseconds;
    }

    private static void Print(string what, List<double> readings) => Console.Out.WriteLine(
        $"{what}: p50 {Percentiles.At(readings, 0.5):F1} p90 {Percentiles.At(readings, 0.9):F1} ms ({readings.Count} turns)");
}
