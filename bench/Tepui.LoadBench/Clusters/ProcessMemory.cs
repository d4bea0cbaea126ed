using System;
using System.IO;
using System.Linq;

namespace Tepui.LoadBench.Clusters;

/// <summary>Megabytes of a process, from /proc.</summary>
internal static class ProcessMemory
{
    public static double Rss(int pid) => Kilobytes($"/proc/{pid}/status", "VmRSS:") / 1024;

    /// <summary>What it shares with others counts a part.</summary>
    public static double Pss(int pid) => Kilobytes($"/proc/{pid}/smaps_rollup", "Pss:") / 1024;

    private static double Kilobytes(string file, string name) =>
        (from line in File.ReadLines(file)
         where line.StartsWith(name, StringComparison.Ordinal)
         select double.Parse(line[name.Length..].Replace("kB", "", StringComparison.Ordinal).Trim())).FirstOrDefault();
}
