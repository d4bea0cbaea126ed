using System.Collections.Generic;
using Mesos.V1;
using Tepui.Containerizer.Isolation.Cgroups.Text;

namespace Tepui.Containerizer.Isolation.Cgroups.Version1;

/// <summary>Shares of the processors by what is asked for, and a quota by what is the limit.</summary>
internal sealed class CpuController(CgroupOptions options) : CgroupController("cpu")
{
    private const double NanosecondsPerSecond = 1e9;

    public override void Update(CgroupDirectory cgroup, ContainerResources resources, bool isFirst)
    {
        cgroup.Write("cpu.shares", CgroupAmounts.Shares(resources.Cpus, resources.HasRevocableCpus && options.RevocableCpuLowPriority));
        if (CgroupAmounts.QuotaMicroseconds(resources, options.EnableCfs) is { } quota)
        {
            cgroup.Write("cpu.cfs_period_us", CgroupAmounts.PeriodMicroseconds);
            cgroup.Write("cpu.cfs_quota_us", quota);
        }
        else if (!isFirst)
        {
            cgroup.Write("cpu.cfs_quota_us", -1);
        }
    }

    public override void Measure(string containerId, CgroupDirectory cgroup, ContainerResources resources, ResourceStatistics statistics)
    {
        if (CgroupAmounts.QuotaMicroseconds(resources, options.EnableCfs) is null || cgroup.TryRead("cpu.stat") is not { } text)
            return;
        Dictionary<string, ulong> stat = KeyedNumbers.Parse(text);
        statistics.CpusNrPeriods = (uint)stat.GetValueOrDefault("nr_periods");
        statistics.CpusNrThrottled = (uint)stat.GetValueOrDefault("nr_throttled");
        statistics.CpusThrottledTimeSecs = stat.GetValueOrDefault("throttled_time") / NanosecondsPerSecond;
    }
}
