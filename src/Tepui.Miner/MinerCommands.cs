using System;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Tepui.Miner.DevelopmentNode;
using Tepui.Miner.Framework;
using Tepui.Miner.Server;
using Tepui.Miner.View;
using Tepui.Runtime.Flags;

namespace Tepui.Miner;

/// <summary>What <c>tepui miner ...</c> runs: options in, lines for people out, an exit code back. Each ends when cancelled.</summary>
public static partial class MinerCommands
{
    private const int Success = 0;
    private const int Failure = 1;
    private const int Usage = 64;

    /// <summary>The Stratum server between a Bitcoin node and its workers.</summary>
    public static Task<int> ServerAsync(ServerOptions options, TextWriter output, TextWriter error, CancellationToken cancellation) =>
        RunAsync("server", options, error, async () =>
        {
            foreach (var notice in options.Notices())
                await error.WriteLineAsync($"tepui miner server: {notice}");
            using var server = MiningServer.Create(options, TimeProvider.System, new LineLogger(output, TimeProvider.System));
            await server.RunAsync(cancellation);
        });

    /// <summary>A Bitcoin node for development, alone.</summary>
    public static Task<int> NodeAsync(
        DevelopmentNodeOptions options, TextWriter output, TextWriter error, CancellationToken cancellation) =>
        RunAsync("node", options, error, async () =>
        {
            await using var node = await DevelopmentNodeHost.StartAsync(
                options, Environment.ProcessorCount, TimeProvider.System, cancellation);
            await output.WriteLineAsync($"development node: JSON-RPC on {node.Endpoint}, user {node.Endpoint.User}");
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        });

    /// <summary>The framework: schedules the server and the workers on a cluster.</summary>
    public static Task<int> FrameworkAsync(MinerOptions options, TextWriter output, TextWriter error, CancellationToken cancellation) =>
        RunAsync("framework", options, error, async () =>
        {
            var logger = new LineLogger(output, TimeProvider.System);
            var framework = new MinerFramework(options, TimeProvider.System, notice => FrameworkLog.Write(logger, notice));
            await framework.RunAsync(cancellation);
        });

    /// <summary>
    /// Mines on a cluster that runs already, for a person to see; <paramref name="view"/> shows it. The summary is the last line.
    /// </summary>
    public static Task<int> MineAsync(
        MineOptions options, string master, MineProgram program, string folder, int miningThreads, IMineView view,
        TextWriter error, CancellationToken cancellation) =>
        RunAsync("mine", options, error, async () =>
        {
            var session = new MineSession(options, master, program, folder, miningThreads, view, TimeProvider.System);
            await session.RunAsync(cancellation);
            view.Line(session.Summary());
        });

    /// <summary>Faults are told all at once and give 64; what a person must put right gives 1; an end that was asked for 0.</summary>
    private static async Task<int> RunAsync(string name, IFlags options, TextWriter error, Func<Task> run)
    {
        var faults = options.Faults().ToArray();
        foreach (var fault in faults)
            await error.WriteLineAsync($"{Program(name)}: {fault}");
        if (faults.Length > 0)
            return Usage;
        try
        {
            await run();
            return Success;
        }
        catch (MinerException fault)
        {
            await error.WriteLineAsync($"{Program(name)}: {fault.Message}");
            return Failure;
        }
        catch (OperationCanceledException)
        {
            return Success;
        }
    }

    private static string Program(string name) => name == "mine" ? "tepui mine" : $"tepui miner {name}";
}
