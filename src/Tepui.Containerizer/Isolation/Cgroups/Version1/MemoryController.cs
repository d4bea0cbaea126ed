using System;
using System.Collections.Generic;
using Mesos.V1;
using Tepui.Containerizer.Events;
using Tepui.Containerizer.Isolation.Cgroups.Text;

namespace Tepui.Containerizer.Isolation.Cgroups.Version1;

/// <summary>A soft limit by what is asked for, a hard one by what is the limit, and whoever goes over it is told of.</summary>
/// <param name="exceeded">Told when a container has gone over its limit.</param>
internal sealed class MemoryController(CgroupOptions options, KernelEvents events, Action<string, ContainerLimitation> exceeded)
    : CgroupController("memory")
{
    private const string Hard = "memory.limit_in_bytes";
    private const string Swap = "memory.memsw.limit_in_bytes";
    private readonly MemoryListeners _listeners = new(events);

    public override void Prepare(string containerId, CgroupDirectory cgroup) => Listen(containerId, cgroup);

    public override void Recover(string containerId, CgroupDirectory cgroup)
    {
        Listen(containerId, cgroup);
        if (Explain(containerId, cgroup) is { } limitation)
            exceeded(containerId, limitation);
    }

    public override void Update(CgroupDirectory cgroup, ContainerResources resources, bool isFirst)
    {
        cgroup.Write("memory.soft_limit_in_bytes", CgroupAmounts.SoftMemoryBytes(resources));
        long? hard = CgroupAmounts.HardMemoryBytes(resources);
        string value = (hard ?? -1).ToString();
        if (isFirst)
        {
            cgroup.Write(Hard, value);
            if (options.LimitSwap)
                cgroup.Write(Swap, value);
        }
        else if (hard is null || (ulong)hard > cgroup.TryReadNumber(Hard))
        {
            // Less could kill it at once: it keeps what it has. The limit with swap may never be the smaller one.
            if (options.LimitSwap)
                cgroup.Write(Swap, value);
            cgroup.Write(Hard, value);
        }
    }

    public override void Measure(string containerId, CgroupDirectory cgroup, ContainerResources resources, ResourceStatistics statistics)
    {
        if (cgroup.TryReadNumber("memory.usage_in_bytes") is { } usage)
            statistics.MemTotalBytes = usage;
        if (cgroup.TryReadNumber("memory.kmem.usage_in_bytes") is { } kernel)
            statistics.MemKmemUsageBytes = kernel;
        if (cgroup.TryReadNumber("memory.kmem.tcp.usage_in_bytes") is { } buffers)
            statistics.MemKmemTcpUsageBytes = buffers;
        if (options.LimitSwap && cgroup.TryReadNumber("memory.memsw.usage_in_bytes") is { } withSwap)
            statistics.MemTotalMemswBytes = withSwap;
        Dictionary<string, ulong> stat = KeyedNumbers.Parse(cgroup.TryRead("memory.stat") ?? "");
        if (stat.TryGetValue("total_cache", out ulong cache))
            (statistics.MemFileBytes, statistics.MemCacheBytes) = (cache, cache);
        if (stat.TryGetValue("total_rss", out ulong anonymous))
            (statistics.MemAnonBytes, statistics.MemRssBytes) = (anonymous, anonymous);
        if (stat.TryGetValue("total_mapped_file", out ulong mapped))
            statistics.MemMappedFileBytes = mapped;
        if (stat.TryGetValue("total_swap", out ulong swap))
            statistics.MemSwapBytes = swap;
        if (stat.TryGetValue("total_unevictable", out ulong unevictable))
            statistics.MemUnevictableBytes = unevictable;
        _listeners.Measure(containerId, statistics);
    }

    public override ContainerLimitation? Explain(string containerId, CgroupDirectory cgroup)
    {
        // The counter alone also counts who was killed when the whole machine ran out of memory. It does not count who was killed in a
        // cgroup below, such as an OCI runtime's, which goes with the container: of that only the event tells.
        bool killed = KeyedNumbers.Find(cgroup.TryRead("memory.oom_control"), "oom_kill") > 0 || _listeners.HasReached(containerId);
        return killed && cgroup.TryReadNumber("memory.failcnt") > 0 ? Limitation(cgroup) : null;
    }

    public override void CleanUp(string containerId) => _listeners.Remove(containerId);

    private static ContainerLimitation? Limitation(CgroupDirectory cgroup) =>
        cgroup.TryReadNumber(Hard) is { } limit
            ? MemoryLimitation.Of(limit, cgroup.TryReadNumber("memory.max_usage_in_bytes"), cgroup.TryRead("memory.stat"))
            : null;

    private void Listen(string containerId, CgroupDirectory cgroup) => _listeners.Add(containerId, cgroup, () =>
    {
        // The kernel also tells of the cgroup's removal by this.
        if (cgroup.TryReadNumber("memory.failcnt") > 0 && Limitation(cgroup) is { } limitation)
            exceeded(containerId, limitation);
    });
}
