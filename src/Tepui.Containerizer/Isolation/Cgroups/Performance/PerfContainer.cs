using System;
using Mesos.V1;

namespace Tepui.Containerizer.Isolation.Cgroups.Performance;

/// <summary>A container whose events are counted.</summary>
internal sealed class PerfContainer(string cgroup, DateTimeOffset now)
{
    public string Cgroup { get; } = cgroup;

    /// <summary>Of the latest sample, which nobody changes any more. As in Mesos there is one of no duration before the first.</summary>
    public PerfStatistics Latest { get; set; } = Empty(now, TimeSpan.Zero);

    /// <param name="began">When the sample began.</param>
    public static PerfStatistics Empty(DateTimeOffset began, TimeSpan duration) =>
        new() { Timestamp = began.ToUnixTimeMilliseconds() / 1e3, Duration = duration.TotalSeconds };
}
