using System;
using System.Collections.Generic;
using System.Linq;

namespace Tepui.Miner.Worker;

/// <summary>
/// Splits a command line as getopt_long does: <c>-t4</c>, <c>-t 4</c>, <c>-qt4</c>, <c>--threads=4</c>, <c>--threads 4</c>,
/// <c>--thr=4</c>.
/// </summary>
internal static class WorkerArgumentReader
{
    /// <summary>The flags with their values, in order; what is none of them goes to <paramref name="faults"/>.</summary>
    public static IReadOnlyList<(WorkerFlag Flag, string? Value)> Read(IReadOnlyList<string> arguments, List<string> faults)
    {
        var read = new List<(WorkerFlag, string?)>();
        for (var at = 0; at < arguments.Count; at++)
        {
            var argument = arguments[at];
            if (argument.StartsWith("--", StringComparison.Ordinal))
                ReadLong(argument, arguments, ref at, read, faults);
            else if (argument.Length > 1 && argument[0] == '-')
                ReadShort(argument, arguments, ref at, read, faults);
            else
                faults.Add($"{argument}: no such flag");
        }

        return read;
    }

    private static void ReadLong(
        string argument, IReadOnlyList<string> arguments, ref int at, List<(WorkerFlag, string?)> read, List<string> faults)
    {
        var equals = argument.IndexOf('=');
        var name = equals < 0 ? argument[2..] : argument[2..equals];
        var value = equals < 0 ? null : argument[(equals + 1)..];
        var found = WorkerFlag.Find(name);
        if (found.Count == 0)
            faults.Add($"{(equals < 0 ? argument : argument[..equals])}: no such flag");
        else if (found.Count > 1)
            faults.Add($"--{name}: may be {string.Join(" or ", found.Select(flag => $"--{flag.Name}"))}");
        else if (!found[0].HasValue && value is not null)
            faults.Add($"--{found[0].Name}: takes no value");
        else
            Add(found[0], value, arguments, ref at, read, faults);
    }

    private static void ReadShort(
        string argument, IReadOnlyList<string> arguments, ref int at, List<(WorkerFlag, string?)> read, List<string> faults)
    {
        for (var letter = 1; letter < argument.Length; letter++)
        {
            if (WorkerFlag.Find(argument[letter]) is not { } flag)
            {
                faults.Add($"-{argument[letter]}: no such flag");
                return;
            }

            var rest = flag.HasValue && letter + 1 < argument.Length ? argument[(letter + 1)..] : null;
            Add(flag, rest, arguments, ref at, read, faults);
            if (flag.HasValue)
                return;
        }
    }

    private static void Add(
        WorkerFlag flag, string? value, IReadOnlyList<string> arguments, ref int at, List<(WorkerFlag, string?)> read, List<string> faults)
    {
        if (flag.HasValue)
            value ??= at + 1 < arguments.Count ? arguments[++at] : null;
        if (flag.HasValue && value is null)
            faults.Add($"--{flag.Name}: needs a value");
        else
            read.Add((flag, value));
    }
}
