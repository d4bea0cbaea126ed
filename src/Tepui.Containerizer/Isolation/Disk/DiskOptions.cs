using System;

namespace Tepui.Containerizer.Isolation.Disk;

/// <summary>What the agent's flags say of disk.</summary>
public sealed record DiskOptions
{
    /// <summary>--container_disk_watch_interval.</summary>
    public TimeSpan WatchInterval { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>--enforce_container_disk_quota: who uses more than it was given is killed.</summary>
    public bool Enforces { get; init; }
}
