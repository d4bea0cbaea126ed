using System;

namespace Tepui.Containerizer.Isolation.Cgroups;

/// <summary>From what a container is given to what its cgroups are told (src/slave/containerizer/mesos/isolators/cgroups, constants.hpp).</summary>
internal static class CgroupAmounts
{
    /// <summary>Linux's default of cpu.cfs_period_us.</summary>
    public const long PeriodMicroseconds = 100_000;

    public const long LeastMemoryBytes = 32L * 1024 * 1024;

    private const double SharesPerCpu = 1024;
    private const double SharesPerRevocableCpu = 10;
    private const long LeastShares = 2;
    private const double WeightPerCpu = 100;
    private const double WeightPerRevocableCpu = 1;
    private const long LeastWeight = 1;
    private const long MostWeight = 10_000;
    private const long LeastQuotaMicroseconds = 1_000;
    private const int MostOomScore = 1_000;

    /// <summary>cpu.shares.</summary>
    public static long Shares(double cpus, bool lowPriority) =>
        Math.Max((long)((lowPriority ? SharesPerRevocableCpu : SharesPerCpu) * cpus), LeastShares);

    /// <summary>cpu.weight of version 2, which the kernel takes from 1 to 10,000.</summary>
    public static long Weight(double cpus, bool lowPriority) =>
        Math.Clamp((long)((lowPriority ? WeightPerRevocableCpu : WeightPerCpu) * cpus), LeastWeight, MostWeight);

    /// <summary>How long the container may run in a period, in microseconds; -1 for as long as it can, null to leave what is there.</summary>
    /// <param name="enableCfs">--cgroups_enable_cfs: a request is a limit where none is said.</param>
    public static long? QuotaMicroseconds(ContainerResources resources, bool enableCfs)
    {
        if ((resources.CpuLimit ?? (enableCfs ? resources.Cpus : null)) is not { } cpus)
            return null;
        return double.IsPositiveInfinity(cpus) ? -1 : Math.Max((long)(PeriodMicroseconds * cpus), LeastQuotaMicroseconds);
    }

    public static long SoftMemoryBytes(ContainerResources resources) => Math.Max(resources.MemoryBytes, LeastMemoryBytes);

    /// <summary>Null for all there is.</summary>
    public static long? HardMemoryBytes(ContainerResources resources) => resources.MemoryLimitBytes switch
    {
        null => SoftMemoryBytes(resources),
        long.MaxValue => null,
        { } limit => Math.Max(limit, LeastMemoryBytes),
    };

    /// <summary>
    /// What makes a container that uses more than it asked for the first to be killed when the machine runs out of memory; null where
    /// it cannot use more.
    /// </summary>
    public static int? OomScoreAdjustment(ContainerResources resources, long totalBytes)
    {
        long soft = SoftMemoryBytes(resources);
        return HardMemoryBytes(resources) is not { } hard || soft < hard
            ? Math.Max(0, MostOomScore - (int)(MostOomScore * (double)soft / totalBytes))
            : null;
    }
}
