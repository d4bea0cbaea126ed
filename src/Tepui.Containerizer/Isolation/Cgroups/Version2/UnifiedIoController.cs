using System;
using System.Collections.Generic;
using System.Linq;
using Mesos.V1;
using Tepui.Containerizer.Isolation.Cgroups.Text;

namespace Tepui.Containerizer.Isolation.Cgroups.Version2;

/// <summary>What is read, written and discarded, under the names that version 1 has for it.</summary>
internal sealed class UnifiedIoController() : CgroupController("io")
{
    private static readonly Dictionary<string, string> Requests =
        new(StringComparer.Ordinal) { ["rios"] = "Read", ["wios"] = "Write", ["dios"] = "Discard" };

    private static readonly Dictionary<string, string> Bytes =
        new(StringComparer.Ordinal) { ["rbytes"] = "Read", ["wbytes"] = "Write", ["dbytes"] = "Discard" };

    public override void Measure(string containerId, CgroupDirectory cgroup, ContainerResources resources, ResourceStatistics statistics)
    {
        if (cgroup.TryRead("io.stat") is not { } text)
            return;
        IReadOnlyList<DeviceNumber> numbers = DeviceNumbers.ParsePairs(text);
        statistics.BlkioStatistics = BlockIoStatistics.Of(Select(numbers, Requests), Select(numbers, Bytes));
    }

    /// <summary>Those of one kind, with a total as version 1 has it.</summary>
    private static List<DeviceNumber> Select(IReadOnlyList<DeviceNumber> numbers, Dictionary<string, string> names)
    {
        List<DeviceNumber> found =
            [.. numbers.Where(number => names.ContainsKey(number.Operation)).Select(number => number with { Operation = names[number.Operation] })];
        found.Add(new DeviceNumber(null, "Total", found.Aggregate(0UL, static (sum, number) => sum + number.Value)));
        return found;
    }
}
