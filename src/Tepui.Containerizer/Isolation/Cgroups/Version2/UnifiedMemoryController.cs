using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using Mesos.V1;
using Tepui.Containerizer.Events;
using Tepui.Containerizer.Isolation.Cgroups.Text;

namespace Tepui.Containerizer.Isolation.Cgroups.Version2;

/// <summary>memory.low by what is asked for, memory.max by what is the limit; memory.events tells who went over it.</summary>
/// <param name="exceeded">Told when a container has gone over its limit.</param>
internal sealed class UnifiedMemoryController(CgroupOptions options, KernelEvents events, Action<string, ContainerLimitation> exceeded)
    : CgroupController("memory")
{
    private const string Hard = "memory.max";
    private const string Events = "memory.events";
    private const string Unlimited = "max";
    private readonly ConcurrentDictionary<string, IDisposable> _watches = new(StringComparer.Ordinal);

    public override void Prepare(string containerId, CgroupDirectory cgroup) => _watches[containerId] = events.WatchFile(
        Path.Combine(cgroup.Path, Events),
        () =>
        {
            if (Explain(containerId, cgroup) is { } limitation)
                exceeded(containerId, limitation);
        });

    public override void Recover(string containerId, CgroupDirectory cgroup)
    {
        Prepare(containerId, cgroup);
        if (Explain(containerId, cgroup) is { } limitation)
            exceeded(containerId, limitation);
    }

    public override void Update(CgroupDirectory cgroup, ContainerResources resources, bool isFirst)
    {
        cgroup.Write("memory.low", CgroupAmounts.SoftMemoryBytes(resources));
        long? hard = CgroupAmounts.HardMemoryBytes(resources);
        if (!isFirst && hard is not null && !((ulong)hard > cgroup.TryReadNumber(Hard)))
        {
            // Less could kill it at once: it keeps what it has.
            return;
        }

        cgroup.Write(Hard, hard?.ToString(CultureInfo.InvariantCulture) ?? Unlimited);
        if (options.LimitSwap && cgroup.Has("memory.swap.max"))
            cgroup.Write("memory.swap.max", 0);
    }

    public override void Measure(string containerId, CgroupDirectory cgroup, ContainerResources resources, ResourceStatistics statistics)
    {
        if (cgroup.TryReadNumber("memory.current") is { } current)
            statistics.MemTotalBytes = current;
        Dictionary<string, ulong> stat = KeyedNumbers.Parse(cgroup.TryRead("memory.stat") ?? "");
        if (stat.TryGetValue("kernel", out ulong kernel))
            statistics.MemKmemUsageBytes = kernel;
        if (stat.TryGetValue("sock", out ulong buffers))
            statistics.MemKmemTcpUsageBytes = buffers;
        if (stat.TryGetValue("file", out ulong cache))
            (statistics.MemFileBytes, statistics.MemCacheBytes) = (cache, cache);
        if (stat.TryGetValue("anon", out ulong anonymous))
            (statistics.MemAnonBytes, statistics.MemRssBytes) = (anonymous, anonymous);
        if (stat.TryGetValue("file_mapped", out ulong mapped))
            statistics.MemMappedFileBytes = mapped;
        if (stat.TryGetValue("unevictable", out ulong unevictable))
            statistics.MemUnevictableBytes = unevictable;
        if (cgroup.TryReadNumber("memory.swap.current") is { } swap)
            statistics.MemSwapBytes = swap;
    }

    public override ContainerLimitation? Explain(string containerId, CgroupDirectory cgroup)
    {
        // oom_kill alone also counts who was killed when the whole machine ran out of memory.
        string? counts = cgroup.TryRead(Events);
        return KeyedNumbers.Find(counts, "oom_kill") > 0
            && KeyedNumbers.Find(counts, "max") > 0
            && cgroup.TryReadNumber(Hard) is { } limit
            ? MemoryLimitation.Of(limit, cgroup.TryReadNumber("memory.peak"), cgroup.TryRead("memory.stat"))
            : null;
    }

    public override void CleanUp(string containerId)
    {
        if (_watches.TryRemove(containerId, out IDisposable? watch))
            watch.Dispose();
    }
}
