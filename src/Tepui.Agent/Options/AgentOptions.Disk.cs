using System;
using System.Collections.Generic;
using Tepui.Containerizer.Isolation.Disk;
using Tepui.Runtime.Flags;

namespace Tepui.Agent.Options;

/// <summary>What containers take of disks.</summary>
public sealed partial class AgentOptions
{
    [Flag("container_disk_watch_interval", "How often sandboxes and persistent volumes are measured. With 'disk/du'.", Value = "DURATION")]
    public TimeSpan ContainerDiskWatchInterval { get; set; } = TimeSpan.FromSeconds(15);

    [Flag("enforce_container_disk_quota", "Whether a container is killed that uses more disk than it was given. With 'disk/du'.")]
    public bool EnforceContainerDiskQuota { get; set; }

    internal DiskOptions Disk => new() { WatchInterval = ContainerDiskWatchInterval, Enforces = EnforceContainerDiskQuota };

    private IEnumerable<string> DiskFaults()
    {
        if (ContainerDiskWatchInterval <= TimeSpan.Zero)
            yield return "--container_disk_watch_interval: must be positive";
    }
}
