using System.Collections.Generic;
using System.IO;
using Mesos.V1;
using Tepui.Containerizer.Isolation.Cni;

namespace Tepui.Containerizer.Docker.Inside;

/// <summary>
/// What a container uses, read where the kernel keeps it: asking dockerd would cost it a second a container. The members are those that
/// Mesos's Docker containerizer tells, and of memory and network what its other one tells.
/// </summary>
internal static class ContainerUse
{
    private const double Microseconds = 1e6;
    private const double Nanoseconds = 1e9;

    /// <summary>Of sysconf(_SC_CLK_TCK); the same on every architecture .NET runs on.</summary>
    private const double TicksPerSecond = 100;

    /// <exception cref="IOException">The process has ended.</exception>
    public static void Read(int pid, ResourceStatistics statistics)
    {
        CgroupFiles files = CgroupFiles.OfProcess(pid);
        if (files.Of("cpuacct") is { } accounting)
            ReadVersion1(files, accounting, statistics);
        else if (files.Unified() is { } unified)
            ReadVersion2(unified, statistics);
        if (ContainerProcess.OwnNetwork(pid) is not null)
            InterfaceTraffic.Add(File.ReadAllText($"/proc/{pid}/net/dev"), null, statistics);
    }

    private static void ReadVersion1(CgroupFiles files, string accounting, ResourceStatistics statistics)
    {
        Dictionary<string, ulong> cpu = CgroupFiles.Numbers(accounting, "cpuacct.stat");
        statistics.CpusUserTimeSecs = cpu.GetValueOrDefault("user") / TicksPerSecond;
        statistics.CpusSystemTimeSecs = cpu.GetValueOrDefault("system") / TicksPerSecond;
        Throttling(CgroupFiles.Numbers(files.Of("cpu"), "cpu.stat"), "throttled_time", Nanoseconds, statistics);
        string? memory = files.Of("memory");
        Dictionary<string, ulong> of = CgroupFiles.Numbers(memory, "memory.stat");
        Memory(of, "rss", "cache", "mapped_file", "unevictable", CgroupFiles.Number(memory, "memory.usage_in_bytes"), statistics);
    }

    private static void ReadVersion2(string folder, ResourceStatistics statistics)
    {
        Dictionary<string, ulong> cpu = CgroupFiles.Numbers(folder, "cpu.stat");
        statistics.CpusUserTimeSecs = cpu.GetValueOrDefault("user_usec") / Microseconds;
        statistics.CpusSystemTimeSecs = cpu.GetValueOrDefault("system_usec") / Microseconds;
        Throttling(cpu, "throttled_usec", Microseconds, statistics);
        Dictionary<string, ulong> of = CgroupFiles.Numbers(folder, "memory.stat");
        Memory(of, "anon", "file", "file_mapped", "unevictable", CgroupFiles.Number(folder, "memory.current"), statistics);
    }

    private static void Throttling(Dictionary<string, ulong> cpu, string time, double unit, ResourceStatistics statistics)
    {
        if (!cpu.TryGetValue("nr_periods", out ulong periods))
            return;
        statistics.CpusNrPeriods = (uint)periods;
        statistics.CpusNrThrottled = (uint)cpu.GetValueOrDefault("nr_throttled");
        statistics.CpusThrottledTimeSecs = cpu.GetValueOrDefault(time) / unit;
    }

    private static void Memory(
        Dictionary<string, ulong> of, string rss, string cache, string mapped, string unevictable, ulong? total, ResourceStatistics statistics)
    {
        if (total is { } bytes)
            statistics.MemTotalBytes = bytes;
        if (of.Count == 0)
            return;
        statistics.MemRssBytes = statistics.MemAnonBytes = of.GetValueOrDefault(rss);
        statistics.MemCacheBytes = statistics.MemFileBytes = of.GetValueOrDefault(cache);
        statistics.MemMappedFileBytes = of.GetValueOrDefault(mapped);
        statistics.MemUnevictableBytes = of.GetValueOrDefault(unevictable);
    }
}
