using System;
using System.Collections;
using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Tepui.Runtime.Flags;

namespace Tepui.Cli.Flags;

/// <summary>Makes a sub-command that reads its options class and runs with it, or tells all faults and exits 64.</summary>
internal static class FlagCommand
{
    public static Command Create<TFlags>(
        string name, string description, Func<TFlags, CancellationToken, Task<int>> run, Argument<string[]>? rest = null)
        where TFlags : class, IFlags, new() =>
        Create<TFlags>(name, description, (flags, _, cancellation) => run(flags, cancellation), rest);

    /// <param name="run">Gets the options, the positional arguments and a token that SIGINT or SIGTERM cancels.</param>
    public static Command Create<TFlags>(
        string name,
        string description,
        Func<TFlags, IReadOnlyList<string>, CancellationToken, Task<int>> run,
        Argument<string[]>? rest = null)
        where TFlags : class, IFlags, new()
    {
        var command = new Command(name, description);
        var options = new FlagOptions<TFlags>(command);
        if (rest is not null)
            command.Arguments.Add(rest);
        command.SetAction(async (parsed, _) =>
        {
            var faults = parsed.Errors.Select(error => error.Message.TrimEnd('.')).ToList();
            var flags = options.Read(parsed, ReadEnvironment(), faults);
            if (faults.Count > 0)
                return UsageErrors.Print(parsed.InvocationConfiguration.Error, CommandPath(parsed), faults);
            using var signals = new TerminationSignals();
            return await run(flags, rest is null ? [] : parsed.GetValue(rest) ?? [], signals.Token);
        });
        return command;
    }

    internal static string CommandPath(ParseResult parsed)
    {
        var names = new Stack<string>();
        for (var result = parsed.CommandResult; result is not null; result = result.Parent as System.CommandLine.Parsing.CommandResult)
            names.Push(result.Command is RootCommand ? "tepui" : result.Command.Name);
        return string.Join(' ', names);
    }

    private static Dictionary<string, string> ReadEnvironment() =>
        Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .ToDictionary(entry => (string)entry.Key, entry => (string?)entry.Value ?? "");
}
