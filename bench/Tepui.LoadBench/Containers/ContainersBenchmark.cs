using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Threading.Tasks;
using Mesos.V1;
using Tepui.LoadBench.Clusters;
using Tepui.Testing.Docker;
using Tepui.Testing.Images;
using Task = System.Threading.Tasks.Task;

namespace Tepui.LoadBench.Containers;

/// <summary>
/// From ACCEPT to TASK_RUNNING for each containerizer, one task after the other: plain processes, and containers with an image beside
/// crun and runc alone, in turns; then Docker containers beside the Engine API's own time.
/// </summary>
internal static class ContainersBenchmark
{
    private const int WarmUps = 3;
    private const int MostTasks = 40;
    private const string Command = "sleep 0.2";

    public static async Task RunAsync(ClusterOptions options)
    {
        string folder = Directory.CreateTempSubdirectory("tepui-bench-images-").FullName;
        try
        {
            Directory.CreateDirectory(Path.Combine(folder, "archives"));
            await File.WriteAllBytesAsync(
                Path.Combine(folder, "archives", ImageFolder.Busybox + ".tar"),
                ImageArchive.Make(ImageFolder.Busybox, new { Env = new[] { "PATH=/bin" } }, ImageLayer.Busybox));
            await ProcessAsync(options);
            await ImageAsync(options, CrunHere.Make(folder), "crun", folder);
            await ImageAsync(options, "/usr/sbin/runc", "runc", folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        await DockerBenchmark.RunAsync(options);
    }

    private static async Task ProcessAsync(ClusterOptions options)
    {
        using var cluster = ClusterProcesses.Start(options);
        await using var framework = await BenchFramework.SubscribeAsync(cluster.MasterUrl, options);
        List<double> readings = [];
        for (int turn = 0; turn < Math.Min(options.Tasks, MostTasks) + WarmUps; turn++)
            Take(readings, turn, await LaunchAsync(framework, container: null));
        Print("process, ACCEPT to TASK_RUNNING", readings);
    }

    private static async Task ImageAsync(ClusterOptions options, string runtime, string name, string folder)
    {
        string place = Directory.CreateDirectory(Path.Combine(folder, name + "-bare")).FullName;
        var bare = new BareContainer(runtime, place);
        await bare.PrepareAsync(BusyboxImage.Make(), ["/bin/sh", "-c", Command]);
        using var cluster = ClusterProcesses.Start(
            options,
            "--image_providers=docker",
            "--isolation=filesystem/linux,docker/runtime",
            $"--docker_registry={Path.Combine(folder, "archives")}",
            $"--docker_store_dir={Path.Combine(folder, name + "-store")}",
            $"--oci_runtime={runtime}");
        await using var framework = await BenchFramework.SubscribeAsync(cluster.MasterUrl, options);
        var container = new ContainerInfo
        {
            Type = ContainerInfo.Types.Type.Mesos,
            Mesos = new ContainerInfo.Types.MesosInfo
            {
                Image = new Image { Type = Image.Types.Type.Docker, Docker = new Image.Types.Docker { Name = ImageFolder.Busybox } },
            },
        };
        List<double> theirs = [], ours = [];
        for (int turn = 0; turn < Math.Min(options.Tasks, MostTasks) + WarmUps; turn++)
        {
            Take(theirs, turn, await bare.StartAsync());
            Take(ours, turn, await LaunchAsync(framework, container));
        }

        Print($"{name} run alone", theirs);
        Print($"mesos with an image by {name}, ACCEPT to TASK_RUNNING", ours);
        await Console.Out.WriteLineAsync(
            $"ratio of p50: {Percentiles.At(ours, 0.5) / Percentiles.At(theirs, 0.5):F3} (aim 1.2); load {ProcessorTime.Load()}");
    }

    private static async Task<double> LaunchAsync(BenchFramework framework, ContainerInfo? container)
    {
        Offer[] offers = [await framework.NextOfferAsync()];
        long begun = Stopwatch.GetTimestamp();
        Task accepted = framework.LaunchAsync(offers, 1, Command, container);
        await framework.UntilAsync(TaskState.TaskRunning, 1);
        double milliseconds = Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
        await accepted;
        await framework.UntilAsync(TaskState.TaskFinished, 1);
        return milliseconds;
    }

    private static void Take(List<double> readings, int turn, double milliseconds)
    {
        if (turn >= WarmUps)
            readings.Add(milliseconds);
    }

    private static void Print(string what, List<double> readings) => Console.Out.WriteLine(
        $"{what}: p50 {Percentiles.At(readings, 0.5):F1} p90 {Percentiles.At(readings, 0.9):F1} ms ({readings.Count} turns)");
}
