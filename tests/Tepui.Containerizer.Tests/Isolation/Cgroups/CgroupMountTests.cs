using System.Linq;
using Tepui.Containerizer.Isolation.Cgroups;

namespace Tepui.Containerizer.Tests.Isolation.Cgroups;

public sealed class CgroupMountTests
{
    private const string Mixed =
        """
        22 1 8:1 / / rw,relatime - ext4 /dev/root rw
        31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755
        32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw,nosuid shared:9 - cgroup cgroup rw,cpu,cpuacct
        33 31 0:30 / /sys/fs/cgroup/memory\040two rw,relatime master:1 propagate_from:2 - cgroup cgroup rw,memory
        34 31 0:31 / /sys/fs/cgroup/systemd rw,relatime - cgroup cgroup rw,xattr,name=systemd
        35 31 0:32 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw,nsdelegate
        36 31 0:29 / /srv/cpu rw,relatime - cgroup cgroup rw,cpu,cpuacct
        broken line
        """;

    [Fact]
    public void Parse_FindsBothVersions_BelowTheFolderOnly()
    {
        var mounts = CgroupMount.Parse(Mixed, "/sys/fs/cgroup", directory => directory == "/sys/fs/cgroup/unified" ? "hugetlb pids\n" : "");

        mounts.Select(mount => $"{mount.Directory} {mount.IsUnified} {string.Join('+', mount.Controllers)}").ShouldBe(
            [
                "/sys/fs/cgroup/cpu,cpuacct False cpu+cpuacct",
                "/sys/fs/cgroup/memory two False memory",
                "/sys/fs/cgroup/unified True hugetlb+pids",
            ]);
    }

    [Fact]
    public void Find_PutsComountedControllersTogether_AndPrefersVersion1()
    {
        var mounts = CgroupMount.Parse(Mixed, "/sys/fs/cgroup", _ => "cpu memory pids");
        var faults = new System.Collections.Generic.List<string>();

        var found = CgroupControllers.Find(["cgroups/cpu", "cgroups/mem", "cgroups/pids", "cgroups/net_prio"], mounts, new CgroupOptions(), faults);

        found.Select(pair => $"{pair.Key.Directory}: {string.Join(' ', pair.Value)}").ShouldBe(
            ["/sys/fs/cgroup/cpu,cpuacct: cpu cpuacct", "/sys/fs/cgroup/memory two: memory", "/sys/fs/cgroup/unified: pids"]);
        faults.ShouldBe(
            ["--isolation: 'cgroups/net_prio' needs the cgroup controller net_prio, which no hierarchy at or below /sys/fs/cgroup has: mount one, or leave it out"]);
    }

    [Fact]
    public void Find_OfAll_TakesWhatThereIs()
    {
        var faults = new System.Collections.Generic.List<string>();

        var found = CgroupControllers.Find(
            ["cgroups/all"], CgroupMount.Parse("35 31 0:32 / /c rw - cgroup2 none rw", "/c", _ => "cpu io memory"), new CgroupOptions(), faults);

        found.Single().Value.ShouldBe(["io", "cpu", "memory"]);
        faults.ShouldBeEmpty();
    }
}
