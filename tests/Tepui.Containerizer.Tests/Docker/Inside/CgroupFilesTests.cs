using Mesos.V1;
using Tepui.Containerizer.Docker.Inside;
using Tepui.Containerizer.Isolation.Cni;

namespace Tepui.Containerizer.Tests.Docker.Inside;

public sealed class CgroupFilesTests
{
    private const string Version1 = """
        36 35 0:29 / /sys/fs/cgroup/cpu,cpuacct rw,nosuid shared:9 - cgroup cgroup rw,cpu,cpuacct
        37 35 0:30 /outer /sys/fs/cgroup/memory rw,nosuid - cgroup cgroup rw,memory
        38 35 0:31 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw
        39 35 0:32 / /proc rw - proc proc rw
        """;

    [Fact]
    public void Of_AController_IsItsMountAndTheProcesssPathBelowWhatIsMounted()
    {
        var files = new CgroupFiles("12:memory:/outer/docker/abc\n4:cpu,cpuacct:/docker/abc\n0::/docker/abc\n", Version1);

        files.Of("cpuacct").ShouldBe("/sys/fs/cgroup/cpu,cpuacct/docker/abc");
        files.Of("cpu").ShouldBe("/sys/fs/cgroup/cpu,cpuacct/docker/abc");
        files.Of("memory").ShouldBe("/sys/fs/cgroup/memory/docker/abc");
        files.Of("pids").ShouldBeNull();
        files.Unified().ShouldBe("/sys/fs/cgroup/unified/docker/abc");
    }

    [Fact]
    public void Of_AProcessInTheRoot_IsNothing()
    {
        // A process that has ended and is not waited for is there for a moment (MESOS-8480).
        var files = new CgroupFiles("12:memory:/\n4:cpu,cpuacct:/\n0::/\n", Version1);

        files.Of("memory").ShouldBeNull();
        files.Unified().ShouldBeNull();
    }

    [Fact]
    public void Traffic_IsSummedOverTheInterfacesThatCount()
    {
        const string Devices = """
            Inter-|   Receive                                                |  Transmit
             face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
                lo:     100       1    0    0    0     0          0         0      100       1    0    0    0     0       0          0
              eth0:    1000      10    1    2    0     0          0         0     2000      20    3    4    0     0       0          0
              eth1:       5       1    0    0    0     0          0         0        7       1    0    0    0     0       0          0
            """;
        var all = new ResourceStatistics();
        var one = new ResourceStatistics();

        InterfaceTraffic.Add(Devices, null, all);
        InterfaceTraffic.Add(Devices, ["eth1"], one);

        (all.NetRxBytes, all.NetRxPackets, all.NetRxErrors, all.NetRxDropped).ShouldBe((1005u, 11u, 1u, 2u));
        (all.NetTxBytes, all.NetTxPackets, all.NetTxErrors, all.NetTxDropped).ShouldBe((2007u, 21u, 3u, 4u));
        (one.NetRxBytes, one.NetTxBytes).ShouldBe((5u, 7u));
    }
}
