using Mesos.V1;
using Tepui.Containerizer.Isolation.Cgroups.Text;

namespace Tepui.Containerizer.Isolation.Cgroups.Version1;

/// <summary>What is read and written. The numbers of CFQ, which no kernel since 5.0 has, are not read.</summary>
internal sealed class BlockIoController() : CgroupController("blkio")
{
    public override void Measure(string containerId, CgroupDirectory cgroup, ContainerResources resources, ResourceStatistics statistics)
    {
        if (cgroup.TryRead("blkio.throttle.io_serviced") is not { } requests
            || cgroup.TryRead("blkio.throttle.io_service_bytes") is not { } bytes)
        {
            return;
        }

        statistics.BlkioStatistics = BlockIoStatistics.Of(DeviceNumbers.ParseLines(requests), DeviceNumbers.ParseLines(bytes));
    }
}
