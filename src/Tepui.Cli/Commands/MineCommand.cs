using System;
using System.CommandLine;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Tepui.Cli.Flags;
using Tepui.Cli.Local;
using Tepui.Cli.Mine;
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
        await using var cluster = await LocalCluster.StartAsync(flags, logger, stop);
        var result = await MinerCommands.MineAsync(
            options,
            $"{flags.Ip}:{cluster.MasterPort}",
            Environment.ProcessPath!,
            Directory.CreateDirectory(flags.WorkDirectory).FullName,
            MiningThreads(flags.Agents),
            view,
            Console.Error,
            stop);
        logger.IsSilent = true;
        return result;
    }

    /// <summary>What the agents offer by default, less the server's cpu; more threads than processors hash no faster.</summary>
    private static int MiningThreads(int agents) =>
        Math.Clamp((agents * Math.Max(1, Environment.ProcessorCount / agents)) - 1, 1, Environment.ProcessorCount);
}
