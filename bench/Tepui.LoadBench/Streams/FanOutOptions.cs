using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.IO;

namespace Tepui.LoadBench.Streams;

/// <summary>How many operators listen to how much.</summary>
internal sealed record FanOutOptions
{
    public const string Usage = "[--streams N] [--rate EVENTS/S] [--seconds N] [--rounds N] [--tepui PATH] [--work-dir DIR] [--json FILE]";

    /// <summary>The program, as ./tepui built it.</summary>
    public string Program { get; init; } = ".tepui/build/current/tepui";

    public string WorkDirectory { get; init; } = Path.GetTempPath();

    public int Streams { get; init; } = 1000;

    /// <summary>Events a second.</summary>
    public int Rate { get; init; } = 1000;

    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(5);

    public int Rounds { get; init; } = 3;

    public string? JsonFile { get; init; }

    public static bool TryParse(IReadOnlyList<string> arguments, [NotNullWhen(true)] out FanOutOptions? options)
    {
        options = new FanOutOptions();
        for (var index = 0; index + 1 < arguments.Count; index += 2)
        {
            var value = arguments[index + 1];
            int? number = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) && parsed > 0 ? parsed : null;
            options = (arguments[index], number) switch
            {
                ("--tepui", _) => options with { Program = value },
                ("--work-dir", _) => options with { WorkDirectory = value },
                ("--json", _) => options with { JsonFile = value },
                ("--streams", { } streams) => options with { Streams = streams },
                ("--rate", { } rate) => options with { Rate = rate },
                ("--rounds", { } rounds) => options with { Rounds = rounds },
                ("--seconds", { } seconds) => options with { Duration = TimeSpan.FromSeconds(seconds) },
                _ => null,
            };
            if (options is null)
                return false;
        }

        return arguments.Count % 2 == 0;
    }
}
