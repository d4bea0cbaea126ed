using System;
using System.IO;
using Tepui.Containerizer.Isolation.Cgroups.Text;

namespace Tepui.Containerizer.Isolation;

/// <summary>All memory of this machine.</summary>
internal static class HostMemory
{
    private static readonly Lazy<long> Total = new(Read);

    public static long TotalBytes => Total.Value;

    private static long Read()
    {
        // MemTotal:       24684936 kB
        const string Name = "MemTotal:";
        foreach (string line in File.ReadLines("/proc/meminfo"))
        {
            if (line.StartsWith(Name, StringComparison.Ordinal))
                return (long)KeyedNumbers.Find($"{Name} {line[Name.Length..].Replace("kB", "").Trim()}", Name) * 1024;
        }

        return GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
    }
}
