using System;
using System.Collections.Generic;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.IO;
using System.Linq;

namespace Tepui.Cli.Flags;

/// <summary>Tells what is wrong with a command line: all of it at once, a line each.</summary>
internal static class UsageErrors
{
    /// <summary>EX_USAGE of sysexits.h.</summary>
    public const int ExitCode = 64;

    public static int Print(TextWriter error, string command, IEnumerable<string> faults)
    {
        foreach (var fault in faults)
            error.WriteLine($"{command}: {fault}");
        error.WriteLine($"See {command} --help.");
        return ExitCode;
    }

    /// <summary>The parser's errors in our words.</summary>
    public static IEnumerable<string> Of(ParseResult parsed, Func<ParseError, bool> isWanted)
    {
        var command = parsed.CommandResult.Command;
        if (command.Subcommands.Count > 0)
        {
            foreach (var token in parsed.UnmatchedTokens.Take(1))
                yield return NoSuch(token, parsed);
            yield return $"name a command: {string.Join(", ", command.Subcommands.Select(sub => sub.Name))}";
            yield break;
        }

        foreach (var token in parsed.UnmatchedTokens)
            yield return NoSuch(token, parsed);
        foreach (var error in parsed.Errors.Where(isWanted))
        {
            if (!parsed.UnmatchedTokens.Any(token => error.Message.Contains($"'{token}'")))
                yield return error.Message.TrimEnd('.');
        }
    }

    /// <summary>What is wrong with an option's value is told by the one who reads it.</summary>
    public static bool IsOfNoOption(ParseError error) => error.SymbolResult is not OptionResult;

    /// <summary>A word that is neither flag nor command nor argument here, and what may be meant by it.</summary>
    public static string NoSuch(string token, ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        var (kind, names) = token.StartsWith('-')
            ? ("flag", command.Options.Where(option => !option.Hidden).Select(option => option.Name))
            : command.Subcommands.Count > 0 ? ("command", command.Subcommands.Select(sub => sub.Name)) : ("argument", []);
        var word = token.Split('=')[0];
        var nearest = names.OrderBy(name => Distance(name, word)).FirstOrDefault();
        var isNear = nearest is not null && Distance(nearest, word) <= Math.Min(3, nearest.TrimStart('-').Length / 2);
        return $"there is no {kind} '{word}' here{(isNear ? $"; is {nearest} meant?" : "")}";
    }

    /// <summary>How many letters must be put in, taken out or changed (Levenshtein).</summary>
    private static int Distance(string left, string right)
    {
        var row = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var changed = diagonal + (left[i - 1] == right[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(changed, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
