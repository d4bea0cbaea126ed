using System.Collections.Generic;
using System.Linq;
using Mesos.V1;
using Tepui.Containerizer.Isolation.Cgroups.Text;

namespace Tepui.Containerizer.Isolation.Cgroups.Version2;

/// <summary>A weight by what is asked for, and a quota by what is the limit (Documentation/admin-guide/cgroup-v2.rst).</summary>
internal sealed class UnifiedCpuController(CgroupOptions options) : CgroupController("cpu")
{
    private const double MicrosecondsPerSecond = 1e6;

    public override void Update(CgroupDirectory cgroup, ContainerResources resources, bool isFirst)
    {
        cgroup.Write("cpu.weight", CgroupAmounts.Weight(resources.Cpus, resources.HasRevocableCpus && options.RevocableCpuLowPriority));
        long quota = CgroupAmounts.QuotaMicroseconds(resources, options.EnableCfs) ?? -1;
        if (!isFirst || quota >= 0)
            cgroup.Write("cpu.max", $"{(quota < 0 ? "max" : quota.ToString())} {CgroupAmounts.PeriodMicroseconds}");
    }

    public override void Measure(string containerId, CgroupDirectory cgroup, ContainerResources resources, ResourceStatistics statistics)
    {
        if (options.CountProcesses)
        {
            statistics.Processes = (uint)cgroup.Descendants().Sum(part => part.Processes().Count);
            statistics.Threads = (uint)cgroup.Descendants().Sum(part => part.Threads().Count);
        }

        if (cgroup.TryRead("cpu.stat") is not { } text)
            return;
        Dictionary<string, ulong> stat = KeyedNumbers.Parse(text);
        statistics.CpusUserTimeSecs = stat.GetValueOrDefault("user_usec") / MicrosecondsPerSecond;
        statistics.CpusSystemTimeSecs = stat.GetValueOrDefault("system_usec") / MicrosecondsPerSecond;
        if (!stat.TryGetValue("nr_periods", out ulong periods))
            return;
        statistics.CpusNrPeriods = (uint)periods;
        statistics.CpusNrThrottled = (uint)stat.GetValueOrDefault("nr_throttled");
        statistics.CpusThrottledTimeSecs = stat.GetValueOrDefault("throttled_usec") / MicrosecondsPerSecond;
    }
}
