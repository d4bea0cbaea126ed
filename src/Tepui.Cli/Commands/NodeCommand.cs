using System;
using System.CommandLine;
using System.IO;
using Tepui.Cli.Flags;
using Tepui.Cli.Node;

namespace Tepui.Cli.Commands;

/// <summary><c>tepui node</c>: all that one of a cluster's hosts runs.</summary>
internal static class NodeCommand
{
    public static Command Create() => FlagCommand.Create<NodeFlags>(
        "node",
        "Runs all that one of a cluster's hosts needs: ZooKeeper, a master and an agent, each started again when it ends.",
        async (flags, stop) =>
        {
            try
            {
                await NodeRun.RunAsync(flags, Console.Out, stop);
                return 0;
            }
            catch (Exception fault) when (fault is NodeException or IOException or UnauthorizedAccessException)
            {
                await Console.Error.WriteLineAsync($"tepui node: {fault.Message}");
                return 1;
            }
        });
}
