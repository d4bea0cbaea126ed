using System;
using System.IO;

namespace Tepui.Cli;

/// <summary>What a user is told when the program itself is wrong: one line, and where the rest is.</summary>
internal static class ProgramFault
{
    /// <summary>EX_SOFTWARE of sysexits.h.</summary>
    public const int ExitCode = 70;

    public static int Tell(Exception fault, TextWriter error)
    {
        string where;
        try
        {
            where = Path.GetTempFileName();
            File.WriteAllText(where, fault.ToString());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            where = $"no file, because {e.Message}";
        }

        error.WriteLine($"tepui: a fault of the program itself ({fault.GetType().Name}: {fault.Message.ReplaceLineEndings(" ")}); please report it with what is in {where}");
        return ExitCode;
    }
}
