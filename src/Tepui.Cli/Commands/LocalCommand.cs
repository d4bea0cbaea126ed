using System;
using System.CommandLine;
using System.Linq;
using Tepui.Cli.Flags;
using Tepui.Cli.Local;

namespace Tepui.Cli.Commands;

/// <summary><c>tepui local</c>: mesos-local, a whole cluster in one process.</summary>
internal static class LocalCommand
{
    public static Command Create() => FlagCommand.Create<LocalFlags>(
        "local",
        "Runs a whole cluster, one or several masters and their agents, in this one process. Its tasks end with it.",
        (flags, stop) => Daemon.RunAsync("local", async () =>
        {
            await using var cluster = await LocalCluster.StartAsync(flags, logger: null, stop);
            var masters = string.Join(", ", cluster.MasterPorts.Select(port => $"http://{flags.Ip}:{port}/"));
            await Console.Out.WriteLineAsync($"{(flags.Masters > 1 ? "masters" : "master")} at {masters} with {flags.Agents} agents; Ctrl-C ends it");
            await Daemon.UntilAsync(stop);
            return 0;
        }));
}
