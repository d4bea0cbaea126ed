using System;
using System.CommandLine;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Tepui.Cli.Flags;
using Tepui.Cli.Images;
using Tepui.Cli.Local;
using Tepui.Cli.Mine;
using Tepui.Containerizer.Docker;
using Tepui.Miner;
using Tepui.Miner.View;

namespace Tepui.Cli.Commands;

/// <summary><c>tepui mine</c>: a cluster in this process, a Bitcoin development node, the miner on them, and a view of it all.</summary>
internal static class MineCommand
{
    public static Command Create() => FlagCommand.Create<LocalFlags, MineOptions>(
        "mine",
        "Runs a whole cluster in this process, a Bitcoin development node, and the distributed miner on them.",
        (cluster, mine, stop) => Daemon.RunAsync("mine", () => RunAsync(cluster, mine, stop)));

    private static async Task<int> RunAsync(LocalFlags flags, MineOptions options, CancellationToken stop)
    {
        await using var view = MineViews.Create();
        var logger = new ViewLogger(view);
        if (options.Docker)
        {
            flags.Containerizers = "docker,mesos";
            if (!await BringImagesAsync(flags.DockerSocket, view, stop))
                return 1;
        }

        await using var cluster = await LocalCluster.StartAsync(flags, logger, stop);
        var result = await MinerCommands.MineAsync(
            options,
            $"{flags.Ip}:{cluster.MasterPort}",
            options.Docker
                ? new MineProgram(Environment.ProcessPath!, TepuiImage.ServerName, TepuiImage.WorkerName)
                : new MineProgram(Environment.ProcessPath!),
            Directory.CreateDirectory(flags.WorkDirectory).FullName,
            MiningThreads(flags.Agents),
            view,
            Console.Error,
            stop);
        logger.IsSilent = true;
        return result;
    }

    /// <summary>Before the cluster: who has no dockerd hears of it at once.</summary>
    private static async Task<bool> BringImagesAsync(string socket, IMineView view, CancellationToken stop)
    {
        try
        {
            if (await ImageBuild.LoadAsync(TepuiImage.All, socket, stop))
                view.Line($"images {TepuiImage.ServerName} and {TepuiImage.WorkerName} made of this program and loaded into dockerd at {socket}");
            return true;
        }
        catch (Exception e) when (e is ImageException or DockerImagesException or IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"tepui mine: {e.Message}");
            return false;
        }
    }

    /// <summary>What the agents offer by default, less the server's cpu; more threads than processors hash no faster.</summary>
    private static int MiningThreads(int agents) =>
        Math.Clamp((agents * Math.Max(1, Environment.ProcessorCount / agents)) - 1, 1, Environment.ProcessorCount);
}
