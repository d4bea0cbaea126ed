namespace Tepui.Containerizer.Isolation.Cgroups.Version1;

/// <summary>A new cgroup has no processors and no memory nodes until it is given some: it gets its parent's.</summary>
internal sealed class CpusetController() : CgroupController("cpuset")
{
    private static readonly string[] Files = ["cpuset.cpus", "cpuset.mems"];

    /// <summary>Also for the root of all containers.</summary>
    public static void Inherit(CgroupDirectory cgroup)
    {
        var parent = new CgroupDirectory(System.IO.Path.GetDirectoryName(cgroup.Path)!);
        foreach (string file in Files)
        {
            if (cgroup.TryRead(file) is { } own && own.Trim().Length == 0 && parent.TryRead(file)?.Trim() is { Length: > 0 } all)
                cgroup.Write(file, all);
        }
    }

    public override void Prepare(string containerId, CgroupDirectory cgroup) => Inherit(cgroup);
}
