using System;
using System.Globalization;
using System.IO;
using Mesos.V1;

namespace Tepui.Containerizer.Isolation;

/// <summary>What goes over the network of a container that has its own.</summary>
internal static class NetworkUse
{
    /// <summary>By what the kernel shows a process of it.</summary>
    public static void Measure(int pid, ResourceStatistics statistics)
    {
        try
        {
            Write(File.ReadAllText($"/proc/{pid}/net/dev"), statistics);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It has ended.
        }
    }

    /// <summary>Adds up all interfaces but the loopback.</summary>
    /// <param name="text">As /proc/net/dev: bytes, packets, errors and dropped received, four more, and the same of what is sent.</param>
    public static void Write(string text, ResourceStatistics statistics)
    {
        const int Columns = 12;
        var sums = new ulong[Columns];
        foreach (string line in text.Split('\n'))
        {
            int colon = line.IndexOf(':');
            if (colon < 0 || line[..colon].Trim() == "lo")
                continue;
            string[] numbers = line[(colon + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            for (int i = 0; i < Math.Min(Columns, numbers.Length); i++)
                sums[i] += ulong.TryParse(numbers[i], NumberStyles.None, CultureInfo.InvariantCulture, out ulong number) ? number : 0;
        }

        (statistics.NetRxBytes, statistics.NetRxPackets) = (sums[0], sums[1]);
        (statistics.NetRxErrors, statistics.NetRxDropped) = (sums[2], sums[3]);
        (statistics.NetTxBytes, statistics.NetTxPackets) = (sums[8], sums[9]);
        (statistics.NetTxErrors, statistics.NetTxDropped) = (sums[10], sums[11]);
    }
}
