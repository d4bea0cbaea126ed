using System;
using System.Collections;
using System.Collections.Generic;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Tepui.Runtime.Flags;

namespace Tepui.Cli.Flags;

/// <summary>
/// Makes a sub-command that reads its options classes and runs with them, or tells all faults and exits 64. What runs gets a
/// token that SIGINT or SIGTERM cancels.
/// </summary>
internal static class FlagCommand
{
    /// <summary>Reads the flags of a command line; what it answers runs when there are no faults.</summary>
    private delegate Func<CancellationToken, Task<int>> Reader(
        ParseResult parsed, IReadOnlyDictionary<string, string> environment, List<string> faults);

    public static Command Create<TFlags>(string name, string description, Func<TFlags, CancellationToken, Task<int>> run)
        where TFlags : class, IFlags, new()
    {
        var command = new Command(name, description);
        var options = new FlagOptions<TFlags>(command);
        return Complete(command, (parsed, environment, faults) =>
        {
            var flags = options.Read(parsed, environment, faults);
            return stop => run(flags, stop);
        });
    }

    /// <summary>With two options classes, whose flags must differ.</summary>
    public static Command Create<TFirst, TSecond>(
        string name, string description, Func<TFirst, TSecond, CancellationToken, Task<int>> run)
        where TFirst : class, IFlags, new()
        where TSecond : class, IFlags, new()
    {
        var command = new Command(name, description);
        var firstOptions = new FlagOptions<TFirst>(command);
        var secondOptions = new FlagOptions<TSecond>(command);
        return Complete(command, (parsed, environment, faults) =>
        {
            var first = firstOptions.Read(parsed, environment, faults);
            var second = secondOptions.Read(parsed, environment, faults);
            return stop => run(first, second, stop);
        });
    }

    /// <summary>With what follows the flags.</summary>
    /// <param name="judge">What is wrong with it beside these flags.</param>
    public static Command Create<TFlags>(
        string name,
        string description,
        Argument<string[]> rest,
        Func<TFlags, IReadOnlyList<string>, IEnumerable<string>> judge,
        Func<TFlags, IReadOnlyList<string>, CancellationToken, Task<int>> run)
        where TFlags : class, IFlags, new()
    {
        var command = new Command(name, description);
        var options = new FlagOptions<TFlags>(command);
        command.Arguments.Add(rest);
        return Complete(command, (parsed, environment, faults) =>
        {
            var flags = options.Read(parsed, environment, faults);
            var arguments = parsed.GetValue(rest) ?? [];
            var misplaced = Misplaced(parsed).ToList();
            faults.AddRange(misplaced.Select(argument => UsageErrors.NoSuch(argument, parsed)));
            if (misplaced.Count == 0)
                faults.AddRange(judge(flags, arguments));
            return stop => run(flags, arguments, stop);
        });
    }

    /// <summary>The command as it was typed, for messages: <c>tepui miner server</c>.</summary>
    internal static string CommandPath(ParseResult parsed)
    {
        var names = new Stack<string>();
        for (var result = parsed.CommandResult; result is not null; result = result.Parent as CommandResult)
            names.Push(result.Command is RootCommand ? "tepui" : result.Command.Name);
        return string.Join(' ', names);
    }

    private static Command Complete(Command command, Reader read)
    {
        command.SetAction(async (parsed, _) =>
        {
            var faults = UsageErrors.Of(parsed, UsageErrors.IsOfNoOption).ToList();
            var run = read(parsed, ReadEnvironment(), faults);
            if (faults.Count == 0)
                faults.AddRange(UsageErrors.Of(parsed, _ => true));
            if (faults.Count > 0)
                return UsageErrors.Print(Console.Error, CommandPath(parsed), faults);
            using var signals = new TerminationSignals();
            return await run(signals.Token);
        });
        return command;
    }

    /// <summary>What looks like a flag and is none is an argument only after <c>--</c>.</summary>
    private static IEnumerable<string> Misplaced(ParseResult parsed) => parsed.Tokens
        .TakeWhile(token => token.Type != TokenType.DoubleDash)
        .Where(token => token.Type == TokenType.Argument && token.Value.StartsWith("--", StringComparison.Ordinal))
        .Select(token => token.Value);

    private static Dictionary<string, string> ReadEnvironment() =>
        Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .ToDictionary(entry => (string)entry.Key, entry => (string?)entry.Value ?? "");
}
