using System;
using Mesos.V1;

namespace Tepui.Kernel.Agent.Checks;

/// <summary>When a check is carried out.</summary>
/// <param name="Delay">From the task's start to the first one.</param>
/// <param name="Interval">From one's result to the next.</param>
/// <param name="Timeout">How long one may take; null for as long as it likes.</param>
internal sealed record CheckRhythm(TimeSpan Delay, TimeSpan Interval, TimeSpan? Timeout)
{
    /// <summary>In Mesos a task that is checked without a pause burns what it was given itself; here it would be the agent's.</summary>
    public static readonly TimeSpan ShortestInterval = TimeSpan.FromMilliseconds(100);

    /// <summary>As good as for ever, and dates can hold it.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(36_500);

    public static CheckRhythm Of(HealthCheck check) => Of(check.DelaySeconds, check.IntervalSeconds, check.TimeoutSeconds);

    public static CheckRhythm Of(CheckInfo check) => Of(check.DelaySeconds, check.IntervalSeconds, check.TimeoutSeconds);

    /// <summary>What no time is (not a number) counts as none.</summary>
    public static TimeSpan Seconds(double seconds) => seconds switch
    {
        > 0 when seconds < Longest.TotalSeconds => TimeSpan.FromSeconds(seconds),
        > 0 => Longest,
        _ => TimeSpan.Zero,
    };

    private static CheckRhythm Of(double delay, double interval, double timeout)
    {
        TimeSpan pause = Seconds(interval);
        return new CheckRhythm(
            Seconds(delay),
            pause < ShortestInterval ? ShortestInterval : pause,
            Seconds(timeout) is var longest && longest > TimeSpan.Zero && longest < Longest ? longest : null);
    }
}
