using System.CommandLine;
using System.Threading.Tasks;
using Tepui.Agent.Hosting;
using Tepui.Agent.Options;
using Tepui.Cli.Flags;

namespace Tepui.Cli.Commands;

/// <summary><c>tepui agent</c>: mesos-agent.</summary>
internal static class AgentCommand
{
    public static Command Create() => FlagCommand.Create<AgentOptions>(
        "agent",
        "Runs an agent: it offers this machine's resources to a master and runs tasks on them.",
        (options, stop) => Daemon.RunAsync("agent", async () =>
        {
            await using var agent = await AgentHost.StartAsync(options, cancellation: stop);
            var ended = await Task.WhenAny(agent.Ended, Daemon.UntilAsync(stop));
            return ended is Task<bool> own && await own ? 1 : 0;
        }));
}
