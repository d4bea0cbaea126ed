using System;

namespace Tepui.Kernel.Agent.GarbageCollection;

/// <summary>How long what is over is kept; the defaults are Mesos's (docs/configuration/agent.md).</summary>
public sealed record GarbageRules
{
    /// <summary>Paths that are known by name at a time.</summary>
    public const int MostListed = 10_000;

    /// <summary>Paths removed before the disk is measured again.</summary>
    public const int BatchSize = 128;

    /// <summary>The longest that anything is kept (--gc_delay).</summary>
    public TimeSpan Delay { get; init; } = TimeSpan.FromDays(7);

    /// <summary>The part of the disk that is to stay free, from 0 to 1 (--gc_disk_headroom).</summary>
    public double DiskHeadroom { get; init; } = 0.1;

    /// <summary>How often the disk is measured (--disk_watch_interval).</summary>
    public TimeSpan DiskWatchInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Whether sandboxes of nested and standalone containers go as well (--gc_non_executor_container_sandboxes).</summary>
    public bool NonExecutorContainers { get; init; }

    /// <summary>How old something may be on a disk that is used to this part (src/slave/slave.cpp, Slave::age).</summary>
    public TimeSpan AllowedAge(double usage) => Delay * Math.Clamp(1 - DiskHeadroom - usage, 0, 1);
}
