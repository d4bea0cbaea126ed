using System;
using System.Globalization;
using System.IO;

namespace Tepui.Endpoints.Host;

/// <summary>The machine's load and memory, for /metrics/snapshot and /system/stats.json.</summary>
public readonly record struct HostLoad(double OneMinute, double FiveMinutes, double FifteenMinutes, long TotalBytes, long FreeBytes)
{
    public static HostLoad Read()
    {
        long total = 0;
        long free = 0;
        double[] load = [0, 0, 0];
        try
        {
            foreach (string line in File.ReadLines("/proc/meminfo"))
            {
                if (line.StartsWith("MemTotal:", StringComparison.Ordinal))
                    total = Kilobytes(line);
                else if (line.StartsWith("MemFree:", StringComparison.Ordinal))
                    free = Kilobytes(line);
            }

            string[] averages = File.ReadAllText("/proc/loadavg").Split(' ');
            for (int i = 0; i < load.Length; i++)
                load[i] = double.Parse(averages[i], CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException or IndexOutOfRangeException)
        {
            // Without /proc there is nothing to tell; the metrics say 0.
        }

        return new HostLoad(load[0], load[1], load[2], total, free);
    }

    private static long Kilobytes(string line) =>
        long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
}
