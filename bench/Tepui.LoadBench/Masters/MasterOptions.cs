using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.IO;

namespace Tepui.LoadBench.Masters;

/// <summary>How large a cluster to emulate around one real master.</summary>
internal sealed record MasterOptions
{
    public const string Usage =
        "[--agents N] [--frameworks N] [--tasks N] [--links N] [--rounds N] [--session-timeout SECONDS] [--tepui PATH] [--work-dir DIR] [--json FILE]";

    /// <summary>The program, as ./tepui built it.</summary>
    public string Program { get; init; } = ".tepui/build/current/tepui";

    public string WorkDirectory { get; init; } = Path.GetTempPath();

    public int Agents { get; init; }

    public int Frameworks { get; init; }

    /// <summary>Of each framework on each agent, or in all: as the benchmark says.</summary>
    public int Tasks { get; init; }

    public int Links { get; init; } = 50;

    public int Rounds { get; init; } = 3;

    /// <summary>Of the masters with ZooKeeper, in seconds; Mesos's default.</summary>
    public int SessionTimeout { get; init; } = 10;

    /// <summary>Where the figures go as JSON beside the table; nowhere when null.</summary>
    public string? JsonFile { get; init; }

    public static bool TryParse(
        MasterOptions shape, IReadOnlyList<string> arguments, [NotNullWhen(true)] out MasterOptions? options)
    {
        options = shape;
        for (var index = 0; index + 1 < arguments.Count; index += 2)
        {
            var value = arguments[index + 1];
            options = (arguments[index], Number(value)) switch
            {
                ("--tepui", _) => options with { Program = value },
                ("--work-dir", _) => options with { WorkDirectory = value },
                ("--json", _) => options with { JsonFile = value },
                ("--agents", { } number) => options with { Agents = number },
                ("--frameworks", { } number) => options with { Frameworks = number },
                ("--tasks", { } number) => options with { Tasks = number },
                ("--links", { } number) => options with { Links = number },
                ("--rounds", { } number) => options with { Rounds = number },
                ("--session-timeout", { } number) => options with { SessionTimeout = number },
                _ => null,
            };
            if (options is null)
                return false;
        }

        return arguments.Count % 2 == 0;
    }

    private static int? Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : null;
}
