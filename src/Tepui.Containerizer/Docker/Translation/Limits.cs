using System;
using Tepui.Containerizer.Docker.Engine;

namespace Tepui.Containerizer.Docker.Translation;

/// <summary>
/// What a container is given and may use at most, in the Engine API's words (src/slave/containerizer/docker.cpp, and Docker::run): a
/// request is a share of the processors and a bound of memory; a limit is a quota, and a bound above what is reserved.
/// </summary>
internal static class Limits
{
    private const long SharesPerCpu = 1024;
    private const long LeastShares = 2;
    private const long PeriodMicroseconds = 100_000;
    private const long LeastQuotaMicroseconds = 1_000;
    private const long LeastMemoryBytes = 32 * 1024 * 1024;

    /// <summary>The most that a cgroup can be told, a multiple of any page's size; the Engine API has no other word for no bound.</summary>
    private const long Unbounded = long.MaxValue - 0xFFFF;

    /// <param name="boundsCpu">--cgroups_enable_cfs: a request is a quota as well.</param>
    public static void Apply(ContainerResources resources, bool boundsCpu, HostConfig host)
    {
        host.CpuShares = Shares(resources);
        if (Quota(resources, boundsCpu) is > 0 and { } quota)
            (host.CpuPeriod, host.CpuQuota) = (PeriodMicroseconds, quota);
        if (Bound(resources) is { } memory and not Unbounded)
            host.Memory = memory;
        host.MemoryReservation = Reservation(resources);
    }

    /// <summary>What is to be changed of a running container. Memory is only ever added: taking it could kill what runs.</summary>
    public static UpdateContainer Change(ContainerResources resources, bool boundsCpu, LimitsInspection now)
    {
        long? quota = Quota(resources, boundsCpu);
        long? bound = Bound(resources);
        bool more = bound > now.Memory && now.Memory > 0;
        return new UpdateContainer
        {
            CpuShares = Shares(resources),
            CpuPeriod = quota is null ? null : PeriodMicroseconds,
            CpuQuota = quota,
            Memory = more ? bound : null,

            // Never below the memory; as much again is dockerd's own rule where nothing is said.
            MemorySwap = !more ? null : now.MemorySwap == -1 || bound > Unbounded / 2 ? -1 : Math.Max(now.MemorySwap, bound!.Value * 2),
            MemoryReservation = Reservation(resources),
        };
    }

    /// <summary>What a container has that an earlier process of this agent started.</summary>
    public static ContainerResources Of(LimitsInspection now) => new()
    {
        Cpus = (double)now.CpuShares / SharesPerCpu,
        CpuLimit = now.CpuQuota > 0 ? (double)now.CpuQuota / (now.CpuPeriod > 0 ? now.CpuPeriod : PeriodMicroseconds) : null,
        MemoryBytes = now.MemoryReservation > 0 ? now.MemoryReservation : now.Memory,
        MemoryLimitBytes = now is { MemoryReservation: > 0, Memory: > 0 } && now.Memory != now.MemoryReservation
            ? now.Memory == Unbounded ? long.MaxValue : now.Memory
            : null,
    };

    private static long? Shares(ContainerResources resources) =>
        resources.Cpus > 0 ? Math.Max((long)(resources.Cpus * SharesPerCpu), LeastShares) : null;

    /// <returns>-1 for as many processors as there are; null where nothing is bounded.</returns>
    private static long? Quota(ContainerResources resources, bool boundsCpu) => resources.CpuLimit switch
    {
        double.PositiveInfinity => -1,
        { } limit => Quota(limit),
        null => boundsCpu && resources.Cpus > 0 ? Quota(resources.Cpus) : null,
    };

    private static long Quota(double cpus) => Math.Max((long)(cpus * PeriodMicroseconds), LeastQuotaMicroseconds);

    private static long? Bound(ContainerResources resources) => resources switch
    {
        { MemoryLimitBytes: long.MaxValue } => Unbounded,
        { MemoryLimitBytes: { } limit } => Math.Max(limit, LeastMemoryBytes),
        { MemoryBytes: > 0 } => Math.Max(resources.MemoryBytes, LeastMemoryBytes),
        _ => null,
    };

    private static long? Reservation(ContainerResources resources) =>
        resources is { MemoryLimitBytes: not null, MemoryBytes: > 0 } ? Math.Max(resources.MemoryBytes, LeastMemoryBytes) : null;
}
