using System.Collections.Generic;

namespace Tepui.Containerizer.Isolation.Disk;

/// <summary>A container's sandbox and persistent volumes, each with what it may hold.</summary>
internal sealed class WatchedDisk
{
    public IReadOnlyList<WatchedFolder> Folders { get; set; } = [];
}

/// <param name="Path">On the host.</param>
/// <param name="Volume">As it was given; null for the sandbox.</param>
internal sealed record WatchedFolder(string Path, long QuotaBytes, Mesos.V1.Resource? Volume)
{
    /// <summary>Null until it has been looked at.</summary>
    public long? UsedBytes { get; set; }
}
