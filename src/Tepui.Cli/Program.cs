using System;
using System.CommandLine;
using System.CommandLine.Invocation;
using System.Linq;
using System.Threading.Tasks;
using Tepui.Cli.Commands;
using Tepui.Cli.Flags;

namespace Tepui.Cli;

/// <summary>The <c>tepui</c> program.</summary>
public static class Program
{
    /// <summary>
    /// The program's name with the command that these arguments name, so that a daemon loads nothing of the others; with all
    /// of them for help and for errors.
    /// </summary>
    internal static RootCommand CreateRoot(params string[] args)
    {
        var root = new RootCommand("Tepui: a cluster manager that speaks Apache Mesos's protocols.");
        foreach (var command in CommandsFor(args))
            root.Add(command);
        return root;
    }

    public static async Task<int> Main(string[] args)
    {
        try
        {
            return await RunAsync(args);
        }
        catch (Exception fault)
        {
            // Nobody expected it, so nobody has made a line for people of it.
            return ProgramFault.Tell(fault, Console.Error);
        }
    }

    private static Task<int> RunAsync(string[] args)
    {
        var root = CreateRoot(args);
        var parsed = root.Parse(
            SwitchArguments.WithValues(root, MinerCommand.WithFlags(TaskCommand.WithFlags(args))),
            new ParserConfiguration { EnablePosixBundling = false, ResponseFileTokenReplacer = null });
        if (parsed.Action is not ParseErrorAction)
            return parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });

        // A command that reads flags tells these errors itself, together with what is wrong with its values.
        if (parsed.CommandResult.Command.Action is AsynchronousCommandLineAction command)
            return command.InvokeAsync(parsed);
        return Task.FromResult(UsageErrors.Print(Console.Error, FlagCommand.CommandPath(parsed), UsageErrors.Of(parsed, _ => true)));
    }

    private static Command[] CommandsFor(string[] args) => args.FirstOrDefault() switch
    {
        "master" => [MasterCommand.Create()],
        "agent" => [AgentCommand.Create()],
        _ =>
        [
            MasterCommand.Create(),
            AgentCommand.Create(),
            LocalCommand.Create(),
            NodeCommand.Create(),
            ExecuteCommand.Create(),
            MineCommand.Create(),
            MinerCommand.Create(),
            ImagesCommand.Create(),
            TaskCommand.Create(),
            ResolveCommand.Create(),
        ],
    };
}
