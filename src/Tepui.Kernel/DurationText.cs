using System;

namespace Tepui.Kernel;

/// <summary>Durations as Mesos writes them: the largest unit that the number is at least one of.</summary>
public static class DurationText
{
    private static readonly (string Unit, double Ticks)[] Units =
    [
        ("weeks", TimeSpan.TicksPerDay * 7.0),
        ("days", TimeSpan.TicksPerDay),
        ("hrs", TimeSpan.TicksPerHour),
        ("mins", TimeSpan.TicksPerMinute),
        ("secs", TimeSpan.TicksPerSecond),
        ("ms", TimeSpan.TicksPerMillisecond),
        ("us", TimeSpan.TicksPerMicrosecond),
    ];

    public static string Of(TimeSpan duration)
    {
        foreach (var (unit, ticks) in Units)
        {
            if (Math.Abs(duration.Ticks) >= ticks)
            {
                return $"{duration.Ticks / ticks:0.######}{unit}";
            }
        }

        return $"{duration.Ticks * 100}ns";
    }
}
