using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Mesos.V1;

namespace Tepui.Containerizer.Isolation.Posix;

/// <summary>
/// What process trees use, with no help of the kernel's and no root. Measuring many containers one after the other looks at the
/// machine's processes once.
/// </summary>
public sealed class ProcessUsage(TimeProvider time)
{
    private const double TicksPerSecond = 100;
    private static readonly TimeSpan Fresh = TimeSpan.FromMilliseconds(200);
    private readonly Lock _gate = new();
    private ProcessTable? _table;
    private long _readAt;

    public void MeasureCpus(int pid, ResourceStatistics statistics)
    {
        IReadOnlyCollection<ProcessStat> tree = Current().Tree(pid);
        statistics.CpusUserTimeSecs = tree.Aggregate(0UL, static (sum, process) => sum + process.UserTicks) / TicksPerSecond;
        statistics.CpusSystemTimeSecs = tree.Aggregate(0UL, static (sum, process) => sum + process.SystemTicks) / TicksPerSecond;
    }

    public void MeasureMemory(int pid, ResourceStatistics statistics) => statistics.MemRssBytes =
        Current().Tree(pid).Aggregate(0UL, static (sum, process) => sum + process.ResidentPages) * (ulong)System.Environment.SystemPageSize;

    private ProcessTable Current()
    {
        lock (_gate)
        {
            if (_table is null || time.GetElapsedTime(_readAt) > Fresh)
            {
                _table = ProcessTable.Read();
                _readAt = time.GetTimestamp();
            }

            return _table;
        }
    }
}
