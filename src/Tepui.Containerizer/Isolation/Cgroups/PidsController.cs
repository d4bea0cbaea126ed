namespace Tepui.Containerizer.Isolation.Cgroups;

/// <summary>How many processes and threads there may be; the files are the same in both versions.</summary>
internal sealed class PidsController(CgroupOptions options) : CgroupController("pids")
{
    public override void Prepare(string containerId, CgroupDirectory cgroup)
    {
        if (options.MostProcesses is { } most)
            cgroup.Write("pids.max", most);
    }
}
