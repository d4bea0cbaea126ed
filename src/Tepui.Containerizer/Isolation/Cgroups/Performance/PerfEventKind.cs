namespace Tepui.Containerizer.Isolation.Cgroups.Performance;

/// <summary>Who counts: attr.type of perf_event_open(2).</summary>
public enum PerfEventKind
{
    /// <summary>The processor, what most of them can.</summary>
    Hardware = 0,

    /// <summary>The kernel itself, on every machine.</summary>
    Software = 1,

    /// <summary>The processor's caches.</summary>
    HardwareCache = 3,
}
