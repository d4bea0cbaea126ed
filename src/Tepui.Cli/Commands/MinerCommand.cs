using System;
using System.Collections.Generic;
using System.CommandLine;
using Tepui.Cli.Flags;
using Tepui.Miner;
using Tepui.Miner.DevelopmentNode;
using Tepui.Miner.Framework;
using Tepui.Miner.Server;
using Tepui.Miner.Worker;

namespace Tepui.Cli.Commands;

/// <summary><c>tepui miner ...</c>: the parts of the miner, each a program of its own.</summary>
internal static class MinerCommand
{
    public static Command Create()
    {
        var worker = new Command("worker", "Mines for a Stratum server; takes cpuminer's command line (see tepui miner worker --help).");
        var arguments = new Argument<string[]>("arguments") { Arity = ArgumentArity.ZeroOrMore };
        worker.Arguments.Add(arguments);
        worker.SetAction(async (parsed, _) =>
        {
            using var signals = new TerminationSignals();
            return await WorkerCommand.RunAsync(parsed.GetValue(arguments) ?? [], Console.Out, Console.Error, signals.Token);
        });
        return new Command("miner", "The parts of the distributed miner.")
        {
            FlagCommand.Create<MinerOptions>(
                "framework",
                "Schedules one mining server and as many workers as offers hold; takes the original framework's flags too.",
                (options, stop) => MinerCommands.FrameworkAsync(options, Console.Out, Console.Error, stop)),
            FlagCommand.Create<ServerOptions>(
                "server",
                "Hands out work of a Bitcoin node over Stratum; takes p2pool's command line too.",
                (options, stop) => MinerCommands.ServerAsync(options, Console.Out, Console.Error, stop)),
            FlagCommand.Create<DevelopmentNodeOptions>(
                "node",
                "A small Bitcoin node for development, with regtest rules.",
                (options, stop) => MinerCommands.NodeAsync(options, Console.Out, Console.Error, stop)),
            worker,
        };
    }

    /// <summary>Makes flags of what other programs' command lines have in their place; the worker's is its own and passes whole.</summary>
    public static IReadOnlyList<string> WithFlags(string[] arguments) => arguments switch
    {
        ["miner", "framework", .. var rest] => ["miner", "framework", .. MinerArguments.ToFlags(rest)],
        ["miner", "server", .. var rest] => ["miner", "server", .. ServerArguments.ToFlags(rest, Environment.GetEnvironmentVariable("MESOS_IP"))],
        ["miner", "worker", .. var rest] => ["miner", "worker", "--", .. rest],
        _ => arguments,
    };
}
