using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.IO;
using Tepui.Protocol.Codecs;

namespace Tepui.LoadBench.Clusters;

/// <summary>What to run and how often.</summary>
internal sealed record ClusterOptions
{
    public const string Usage =
        "[--tepui PATH] [--work-dir DIR] [--tasks N] [--rounds N] [--encoding json|protobuf]";

    /// <summary>The program, as ./tepui built it.</summary>
    public string Program { get; init; } = ".tepui/build/current/tepui";

    /// <summary>Below this folder each cluster gets one of its own; /dev/shm takes the disk out of the figures.</summary>
    public string WorkDirectory { get; init; } = Path.GetTempPath();

    public int Tasks { get; init; } = 2000;

    public int Rounds { get; init; } = 3;

    public MessageEncoding Encoding { get; init; } = MessageEncoding.Json;

    public static bool TryParse(IReadOnlyList<string> arguments, [NotNullWhen(true)] out ClusterOptions? options)
    {
        options = new ClusterOptions();
        for (var index = 0; index + 1 < arguments.Count; index += 2)
        {
            var value = arguments[index + 1];
            options = arguments[index] switch
            {
                "--tepui" => options with { Program = value },
                "--work-dir" => options with { WorkDirectory = value },
                "--tasks" when Number(value) is { } tasks => options with { Tasks = tasks },
                "--rounds" when Number(value) is { } rounds => options with { Rounds = rounds },
                "--encoding" when value is "json" or "protobuf" =>
                    options with { Encoding = value == "json" ? MessageEncoding.Json : MessageEncoding.Protobuf },
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
