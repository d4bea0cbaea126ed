using System;
using System.Globalization;
using System.IO;
using System.Runtime.InteropServices;

namespace Tepui.Cli;

/// <summary>
/// Unmaps the pages of program files that were read so far: most of what a daemon has resident when idle is code and metadata that only its
/// start needed. What is needed again comes back from the file cache by itself, sixteen pages to a fault.
/// </summary>
internal static partial class ProgramPages
{
    /// <summary>Of madvise(2).</summary>
    private const int DontNeed = 4;

    /// <returns>How many bytes were unmapped.</returns>
    public static long GiveBack()
    {
        long given = 0;
        (nint From, nint Bytes)? mapping = null;
        long resident = 0;
        foreach (string line in File.ReadLines("/proc/self/smaps"))
        {
            if (line.StartsWith("Rss:", StringComparison.Ordinal))
                resident = Kilobytes(line);
            else if (line.StartsWith("Anonymous:", StringComparison.Ordinal))
            {
                // A page that was written is the process's own, and unmapping it would lose it.
                if (mapping is { } clean && Kilobytes(line) == 0 && Advise(clean.From, clean.Bytes, DontNeed) == 0)
                    given += resident * 1024;
                mapping = null;
            }
            else if (IsHead(line))
                mapping = ProgramText(line);
        }

        return given;
    }

    private static bool IsHead(string line) => char.IsAsciiHexDigitLower(line[0]) && line.IndexOf('-', StringComparison.Ordinal) is > 0 and < 17;

    /// <summary>A private mapping of a program file that nobody can write to; such files stay mapped as long as the process lives.</summary>
    private static (nint From, nint Bytes)? ProgramText(string head)
    {
        string[] fields = head.Split(' ', 6, StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length < 6 || fields[1] is not ("r--p" or "r-xp") || !IsProgram(fields[5]))
            return null;
        string[] range = fields[0].Split('-');
        nint from = nint.Parse(range[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return (from, nint.Parse(range[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture) - from);
    }

    private static bool IsProgram(string path) => path[0] == '/' && !path.EndsWith(" (deleted)", StringComparison.Ordinal)
        && (path.EndsWith(".dll", StringComparison.Ordinal) || path.Contains(".so", StringComparison.Ordinal));

    private static long Kilobytes(string line) =>
        long.Parse(line.AsSpan(line.IndexOf(':', StringComparison.Ordinal) + 1).TrimEnd("kB").Trim(), NumberStyles.None, CultureInfo.InvariantCulture);

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(nint address, nint length, int advice);
}
