using System;
using System.Collections.Generic;

namespace Tepui.Containerizer.Isolation.Cgroups.Performance;

/// <summary>What the agent's flags say of the events that are counted; the defaults are Mesos's.</summary>
public sealed record PerfOptions
{
    /// <summary>--perf_events; without any, nothing is counted.</summary>
    public IReadOnlyList<PerfEvent> Events { get; init; } = [];

    /// <summary>--perf_interval: from the beginning of a sample to that of the next.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>--perf_duration: how long a sample is, at most the interval.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(10);
}
