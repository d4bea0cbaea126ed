using System;
using System.Globalization;

namespace Tepui.Agent.ContainerLoggers;

/// <summary>Lines of a logrotate configuration, of which the rotation that is built in knows few.</summary>
internal static class LogrotateOptions
{
    /// <summary>They ask for what is done anyway.</summary>
    private static readonly string[] Fulfilled = ["missingok", "nocompress", "nocopytruncate", "nomail", "nodateext", "noolddir", "notifempty", "ifempty"];

    /// <summary>How many older files are kept: as with logrotate none, unless <c>rotate N</c> says so.</summary>
    /// <param name="fault">The first line that is not understood; null when all are.</param>
    public static int ParseKept(string text, out string? fault)
    {
        int kept = 0;
        fault = null;
        foreach (string line in text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            string[] words = line.Split((char[])[' ', '\t', '='], StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 0 || words[0].StartsWith('#') || Array.IndexOf(Fulfilled, words[0]) >= 0 || words[0] is "size" or "maxsize")
                continue;
            if (words is ["rotate", var number] && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count <= 100_000)
                kept = count;
            else
                fault ??= $"'{line}' is not supported: files are rotated without logrotate, and 'rotate N' is what can be said";
        }

        return kept;
    }
}
