using System;
using System.Collections.Generic;
using Tepui.Containerizer.Isolation.Cgroups.Performance;
using Tepui.Runtime.Flags;
using Known = Tepui.Containerizer.Isolation.Cgroups.Performance.PerfEvents;

namespace Tepui.Agent.Options;

/// <summary>What is counted of containers.</summary>
public sealed partial class AgentOptions
{
    /// <summary>Of what timers can do.</summary>
    private static readonly TimeSpan LongestPerfInterval = TimeSpan.FromDays(49);

    private static readonly TimeSpan ShortestPerfInterval = TimeSpan.FromMilliseconds(1);

    [Flag("perf_events", "What is counted of each container: names of 'perf list' with commas between, as cycles,instructions,task-clock. With 'cgroups/perf_event'.", Value = "NAMES")]
    public string? PerfEvents { get; set; }

    [Flag("perf_interval", "How often counting begins; the latest counts are told until there are others.", Value = "DURATION")]
    public TimeSpan PerfInterval { get; set; } = TimeSpan.FromSeconds(60);

    [Flag("perf_duration", "How long is counted each time, at most --perf_interval.", Value = "DURATION")]
    public TimeSpan PerfDuration { get; set; } = TimeSpan.FromSeconds(10);

    private PerfOptions ReadPerf(List<string> faults)
    {
        if (PerfInterval < ShortestPerfInterval || PerfInterval > LongestPerfInterval)
            faults.Add("--perf_interval: must be at least 1ms, and at most 7weeks");
        if (PerfDuration <= TimeSpan.Zero)
            faults.Add("--perf_duration: must be positive");
        if (PerfDuration > PerfInterval)
        {
            faults.Add(
                $"--perf_duration: {FlagText.Format(PerfDuration)} is longer than the {FlagText.Format(PerfInterval)} of --perf_interval: "
                + "make it shorter, or the interval longer");
        }

        return new PerfOptions
        {
            Events = Known.Parse(PerfEvents ?? "", faults),
            Interval = PerfInterval,
            Duration = PerfDuration,
        };
    }
}
