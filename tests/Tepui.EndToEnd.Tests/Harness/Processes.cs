using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text;

namespace Tepui.EndToEnd.Tests.Harness;

/// <summary>Processes of this machine, through /proc.</summary>
public static partial class Processes
{
    public const int SigInt = 2;
    public const int SigKill = 9;
    public const int SigTerm = 15;
    public const int SigCont = 18;
    public const int SigStop = 19;

    /// <summary>Processes whose command line or environment holds this text.</summary>
    public static IReadOnlyList<int> Naming(string text) =>
        [.. Directory.EnumerateDirectories("/proc")
            .Select(Path.GetFileName)
            .Where(name => name!.All(char.IsAsciiDigit))
            .Select(name => int.Parse(name!, CultureInfo.InvariantCulture))
            .Where(pid => pid != Environment.ProcessId && (Read(pid, "cmdline").Contains(text) || Read(pid, "environ").Contains(text)))];

    /// <summary>How many processes of this program have this text in their command line or environment.</summary>
    public static int Running(string program, string text) =>
        Naming(text).Count(pid => IsAlive(pid) && Read(pid, "cmdline").StartsWith($"{program}\0", StringComparison.Ordinal));

    /// <summary>Pids of live processes of a cluster's folder that were started as <c>tepui FIRST SECOND ...</c>.</summary>
    public static IEnumerable<int> RunningWith(string folder, string first, string second) =>
        Naming(folder).Where(pid => IsAlive(pid) && Read(pid, "cmdline").Contains($"\0{first}\0{second}\0", StringComparison.Ordinal)
            && !Read(pid, "cmdline").StartsWith("/bin/sh\0", StringComparison.Ordinal));

    public static IEnumerable<string> CommandLines(string folder, string first, string second) =>
        RunningWith(folder, first, second).Select(pid => Read(pid, "cmdline"));

    /// <summary>Its arguments, each with a NUL after it.</summary>
    public static string CommandLine(int pid) => Read(pid, "cmdline");

    public static bool IsAlive(int pid) => Read(pid, "stat") is { Length: > 0 } stat && stat[(stat.LastIndexOf(')') + 2)..][0] != 'Z';

    public static void KillAllNaming(string text)
    {
        // What is killed may just have started another: until none is left.
        for (var pids = Naming(text); pids.Count > 0; pids = [.. Naming(text).Where(IsAlive)])
        {
            foreach (var pid in pids)
                _ = Signal(pid, SigKill);
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    public static partial int Signal(int pid, int signal);

    private static string Read(int pid, string file)
    {
        try
        {
            return Encoding.UTF8.GetString(File.ReadAllBytes($"/proc/{pid}/{file}"));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
