using System;
using System.Globalization;
using System.IO;

namespace Tepui.Http.Hosting;

/// <summary>
/// How many files a process may have open, connections among them. Where none is left, code cannot be loaded and what failed once
/// to begin fails for good: connections must never take the last ones.
/// </summary>
public static class OpenFiles
{
    /// <summary>What a daemon needs for itself and for what it does beside answering.</summary>
    public const int Needed = 512;

    /// <summary>The limit of this process; null where it cannot be told.</summary>
    public static long? Limit()
    {
        try
        {
            foreach (string line in File.ReadLines("/proc/self/limits"))
            {
                if (line.StartsWith("Max open files", StringComparison.Ordinal))
                {
                    string soft = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[3];
                    return long.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out long limit) ? limit : null;
                }
            }
        }
        catch (IOException)
        {
            // No /proc.
        }

        return null;
    }

    /// <summary>How many connections may be open at a time; further ones are closed. Null for any number.</summary>
    public static long? Connections(long? limit) => limit is { } files ? Math.Max(16, files - Math.Max(Needed, files / 4)) : null;

    /// <summary>Why a daemon cannot run with so few, or null.</summary>
    public static string? Fault(long? limit) => limit < Needed
        ? $"only {limit} files may be open at a time, and {Needed} are needed: raise the limit (ulimit -n {Needed}, or LimitNOFILE= of a systemd unit)"
        : null;
}
