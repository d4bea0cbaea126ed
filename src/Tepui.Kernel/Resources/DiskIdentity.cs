using System;
using DiskInfo = Mesos.V1.Resource.Types.DiskInfo;

namespace Tepui.Kernel.Resources;

/// <summary>
/// What of a DiskInfo says which disk it is (src/common/resources.cpp): its source and a persistent volume's id. Where a task
/// mounts a volume, and who made it, does not: each task may mount it somewhere else.
/// </summary>
internal static class DiskIdentity
{
    public static bool Same(DiskInfo? left, DiskInfo? right) =>
        ReferenceEquals(left, right) ||
        (left is not null && right is not null && Equals(left.Source, right.Source) &&
        string.Equals(left.Persistence?.Id, right.Persistence?.Id, StringComparison.Ordinal));

    public static int Hash(DiskInfo? disk) => disk is null ? 0 : HashCode.Combine(1, disk.Source, disk.Persistence?.Id);

    /// <summary>The disk under a volume; null is the root disk.</summary>
    public static DiskInfo? WithoutVolume(DiskInfo? disk) => disk?.Source is null ? null : new DiskInfo { Source = disk.Source };
}
