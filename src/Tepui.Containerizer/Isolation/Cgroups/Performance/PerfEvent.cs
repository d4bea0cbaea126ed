using Google.Protobuf.Reflection;
using Mesos.V1;

namespace Tepui.Containerizer.Isolation.Cgroups.Performance;

/// <summary>Something that is counted of containers.</summary>
/// <param name="Name">As <c>perf list</c> has it.</param>
/// <param name="Number">Which of its kind: attr.config of perf_event_open(2).</param>
public sealed record PerfEvent(string Name, PerfEventKind Kind, ulong Number)
{
    private const double NanosecondsPerMillisecond = 1e6;

    /// <summary>Where its count is told.</summary>
    internal FieldDescriptor Field => PerfStatistics.Descriptor.FindFieldByName(PerfEvents.Normalize(Name));

    /// <param name="count">As the kernel gives it. Clocks are in nanoseconds; perf tells them, and so Mesos, in milliseconds.</param>
    internal void Write(PerfStatistics statistics, ulong count)
    {
        FieldDescriptor field = Field;
        if (field.FieldType == FieldType.Double)
            field.Accessor.SetValue(statistics, count / NanosecondsPerMillisecond);
        else
            field.Accessor.SetValue(statistics, count);
    }
}
