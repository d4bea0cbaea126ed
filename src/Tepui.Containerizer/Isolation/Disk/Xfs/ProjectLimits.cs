namespace Tepui.Containerizer.Isolation.Disk.Xfs;

/// <summary>From what a folder may hold to what the kernel is told (applyProjectQuota of Mesos's isolators/xfs/disk.cpp).</summary>
internal static class ProjectLimits
{
    /// <param name="enforces">--enforce_container_disk_quota; without it is only counted.</param>
    public static (long SoftBytes, long HardBytes) Of(long quotaBytes, bool enforces, ProjectOptions options)
    {
        if (!enforces)
            return (0, 0);

        // Who is to be killed must get beyond its quota, or nobody would see it.
        long headroom = options.Kills ? options.HeadroomBytes : 0;
        return (quotaBytes, quotaBytes > long.MaxValue - headroom ? long.MaxValue : quotaBytes + headroom);
    }
}
