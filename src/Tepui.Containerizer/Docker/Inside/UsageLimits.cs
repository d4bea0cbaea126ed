using System;
using System.Globalization;
using System.IO;
using System.Linq;
using Mesos.V1;

namespace Tepui.Containerizer.Docker.Inside;

/// <summary>A container's requests and limits among its statistics. Without bounds the machine is the limit.</summary>
internal static class UsageLimits
{
    private static readonly Lazy<ulong> MachineMemory = new(() => ulong.Parse(
        File.ReadLines("/proc/meminfo").First(line => line.StartsWith("MemTotal:", StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture) * 1024);

    /// <param name="boundsCpu">--cgroups_enable_cfs: a request of processors is their limit too.</param>
    public static void Add(ContainerResources resources, bool boundsCpu, ResourceStatistics statistics)
    {
        if (resources.Cpus > 0)
            statistics.CpusSoftLimit = resources.Cpus;
        if (resources.CpuLimit is { } limit)
            statistics.CpusLimit = double.IsInfinity(limit) ? System.Environment.ProcessorCount : limit;
        else if (boundsCpu && resources.Cpus > 0)
            statistics.CpusLimit = resources.Cpus;
        if (resources.MemoryLimitBytes is { } memory)
        {
            statistics.MemLimitBytes = memory == long.MaxValue ? MachineMemory.Value : (ulong)memory;
            if (resources.MemoryBytes > 0)
                statistics.MemSoftLimitBytes = (ulong)resources.MemoryBytes;
        }
        else if (resources.MemoryBytes > 0)
        {
            statistics.MemLimitBytes = (ulong)resources.MemoryBytes;
        }
    }
}
