namespace Tepui.Containerizer.Isolation.Disk.Xfs;

/// <summary>How many project ids there are; read by metrics while they change.</summary>
public sealed class ProjectCounts
{
    private long _total;
    private long _free;

    /// <summary>0 where none are used.</summary>
    public long Total => System.Threading.Volatile.Read(ref _total);

    public long Free => System.Threading.Volatile.Read(ref _free);

    internal void Set(long total, long free)
    {
        System.Threading.Volatile.Write(ref _free, free);
        System.Threading.Volatile.Write(ref _total, total);
    }
}
