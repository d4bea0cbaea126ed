using System.CommandLine;
using Tepui.Cli.Flags;
using Tepui.Master.Hosting;
using Tepui.Master.Options;

namespace Tepui.Cli.Commands;

/// <summary><c>tepui master</c>: mesos-master.</summary>
internal static class MasterCommand
{
    public static Command Create() => FlagCommand.Create<MasterOptions>(
        "master",
        "Runs a master: agents register with it, and frameworks get offers from it.",
        (options, stop) => Daemon.RunAsync("master", async () =>
        {
            await using var master = await MasterHost.StartAsync(options, cancellation: stop);
            await Daemon.UntilAsync(stop);
            return 0;
        }));
}
