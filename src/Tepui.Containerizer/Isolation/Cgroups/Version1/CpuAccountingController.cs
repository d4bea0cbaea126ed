using System.Collections.Generic;
using Mesos.V1;
using Tepui.Containerizer.Isolation.Cgroups.Text;

namespace Tepui.Containerizer.Isolation.Cgroups.Version1;

internal sealed class CpuAccountingController(CgroupOptions options) : CgroupController("cpuacct")
{
    /// <summary>USER_HZ, which is 100 wherever .NET runs.</summary>
    private const double TicksPerSecond = 100;

    public override void Measure(string containerId, CgroupDirectory cgroup, ContainerResources resources, ResourceStatistics statistics)
    {
        if (options.CountProcesses)
        {
            statistics.Processes = (uint)cgroup.Processes().Count;
            statistics.Threads = (uint)cgroup.Threads().Count;
        }

        if (cgroup.TryRead("cpuacct.stat") is not { } text)
            return;
        Dictionary<string, ulong> stat = KeyedNumbers.Parse(text);
        statistics.CpusUserTimeSecs = stat.GetValueOrDefault("user") / TicksPerSecond;
        statistics.CpusSystemTimeSecs = stat.GetValueOrDefault("system") / TicksPerSecond;
    }
}
