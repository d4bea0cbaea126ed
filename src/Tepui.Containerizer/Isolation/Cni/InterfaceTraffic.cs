using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Mesos.V1;

namespace Tepui.Containerizer.Isolation.Cni;

/// <summary>What came in and went out through the network devices of a namespace.</summary>
internal static class InterfaceTraffic
{
    /// <summary>Received are bytes, packets, errors, dropped and four more; then the same of what was sent.</summary>
    private const int ReceivedFields = 8;

    /// <param name="devices">The text of <c>/proc/PID/net/dev</c>.</param>
    /// <param name="interfaces">Which count; null for all but the loopback.</param>
    public static void Add(string devices, IReadOnlyCollection<string>? interfaces, ResourceStatistics statistics)
    {
        foreach (string line in devices.Split('\n'))
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon < 0)
                continue;
            string name = line[..colon].Trim();
            if (interfaces?.Contains(name) ?? name != "lo")
                Add(line[(colon + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries), statistics);
        }
    }

    private static void Add(string[] fields, ResourceStatistics statistics)
    {
        ulong Field(int i) => i < fields.Length ? ulong.Parse(fields[i], CultureInfo.InvariantCulture) : 0;
        statistics.NetRxBytes += Field(0);
        statistics.NetRxPackets += Field(1);
        statistics.NetRxErrors += Field(2);
        statistics.NetRxDropped += Field(3);
        statistics.NetTxBytes += Field(ReceivedFields);
        statistics.NetTxPackets += Field(ReceivedFields + 1);
        statistics.NetTxErrors += Field(ReceivedFields + 2);
        statistics.NetTxDropped += Field(ReceivedFields + 3);
    }
}
