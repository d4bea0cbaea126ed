using System.Collections.Generic;
using System.IO;

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
}
