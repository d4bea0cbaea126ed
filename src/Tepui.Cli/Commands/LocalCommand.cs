using System;
using System.CommandLine;
using Tepui.Cli.Flags;
using Tepui.Cli.Local;

namespace Tepui.Cli.Commands;

/// <summary><c>tepui local</c>: mesos-local, a whole cluster in one process.</summary>
internal static class LocalCommand
{
    public static Command Create() => FlagCommand.Create<LocalFlags>(
        "local",
        "Runs a whole cluster, a master and its agents, in this one process. Its tasks end with it.",
        (flags, stop) => Daemon.RunAsync("local", async () =>
        {
            await using var cluster = await LocalCluster.StartAsync(flags, logger: null, stop);
            await Console.Out.WriteLineAsync($"master at http://{flags.Ip}:{cluster.MasterPort}/ with {flags.Agents} agents; Ctrl-C ends it");
            await Daemon.UntilAsync(stop);
            return 0;
        }));
}
