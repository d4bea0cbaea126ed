using System;
using System.CommandLine;
using System.CommandLine.Invocation;
using System.Threading.Tasks;
using Tepui.Cli.Commands;
using Tepui.Cli.Flags;

namespace Tepui.Cli;

/// <summary>The <c>tepui</c> program.</summary>
public static class Program
{
    /// <summary>The program's name with all its commands.</summary>
    internal static RootCommand CreateRoot() => new("Tepui: a cluster manager that speaks Apache Mesos's protocols.")
    {
        MasterCommand.Create(),
        AgentCommand.Create(),
        LocalCommand.Create(),
        ExecuteCommand.Create(),
        MineCommand.Create(),
        MinerCommand.Create(),
    };

    public static Task<int> Main(string[] args)
    {
        var root = CreateRoot();
        var parsed = root.Parse(
            SwitchArguments.WithValues(root, MinerCommand.WithFlags(args)),
            new ParserConfiguration { EnablePosixBundling = false, ResponseFileTokenReplacer = null });
        if (parsed.Action is not ParseErrorAction)
            return parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });

        // A command that reads flags tells these errors itself, together with what is wrong with its values.
        if (parsed.CommandResult.Command.Action is AsynchronousCommandLineAction command)
            return command.InvokeAsync(parsed);
        return Task.FromResult(UsageErrors.Print(Console.Error, FlagCommand.CommandPath(parsed), UsageErrors.Of(parsed, _ => true)));
    }
}
