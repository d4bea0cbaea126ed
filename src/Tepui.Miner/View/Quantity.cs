using System;

namespace Tepui.Miner.View;

/// <summary>Numbers as people read them.</summary>
public static class Quantity
{
    private static readonly string[] Units = ["h/s", "kh/s", "Mh/s", "Gh/s", "Th/s", "Ph/s", "Eh/s"];

    public static string HashRate(double hashesPerSecond)
    {
        var unit = 0;
        for (; hashesPerSecond >= 1000 && unit < Units.Length - 1; unit++)
            hashesPerSecond /= 1000;
        return $"{hashesPerSecond:0.0} {Units[unit]}";
    }

    public static string Time(TimeSpan time) => time switch
    {
        { TotalSeconds: < 60 } => $"{time.TotalSeconds:0.0} s",
        { TotalHours: < 1 } => $"{time.Minutes} min {time.Seconds} s",
        _ => $"{(int)time.TotalHours} h {time.Minutes} min",
    };

    public static string Count(long count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";
}
