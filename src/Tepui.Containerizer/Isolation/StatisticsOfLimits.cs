using Mesos.V1;

namespace Tepui.Containerizer.Isolation;

/// <summary>What a container is given, in the words of its statistics (src/slave/containerizer/mesos/containerizer.cpp, usage).</summary>
internal static class StatisticsOfLimits
{
    /// <param name="enableCfs">--cgroups_enable_cfs: a request is a limit where none is said.</param>
    public static void Write(ContainerResources resources, bool enableCfs, ResourceStatistics statistics)
    {
        if (resources.Cpus > 0)
            statistics.CpusSoftLimit = resources.Cpus;
        if (resources.CpuLimit is { } limit)
            statistics.CpusLimit = double.IsPositiveInfinity(limit) ? System.Environment.ProcessorCount : limit;
        else if (enableCfs && resources.Cpus > 0)
            statistics.CpusLimit = resources.Cpus;
        if (resources.MemoryBytes > 0)
            statistics.MemSoftLimitBytes = (ulong)resources.MemoryBytes;
        if (resources.MemoryLimitBytes is { } hard)
            statistics.MemLimitBytes = (ulong)(hard == long.MaxValue ? HostMemory.TotalBytes : hard);
        else if (resources.MemoryBytes > 0)
            statistics.MemLimitBytes = (ulong)resources.MemoryBytes;
    }
}
