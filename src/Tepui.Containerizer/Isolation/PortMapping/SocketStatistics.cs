using System.Globalization;
using Mesos.V1;

namespace Tepui.Containerizer.Isolation.PortMapping;

/// <summary>How many TCP connections a network namespace has (proc_net(5), sockstat).</summary>
internal static class SocketStatistics
{
    /// <param name="text">As /proc/PID/net/sockstat, of which a line is <c>TCP: inuse 5 orphan 0 tw 1 alloc 6 mem 2</c>.</param>
    public static void Write(string text, ResourceStatistics statistics)
    {
        foreach (string line in text.Split('\n'))
        {
            string[] words = line.Split(' ');
            if (words[0] != "TCP:")
                continue;
            for (int i = 1; i + 1 < words.Length; i += 2)
            {
                if (!double.TryParse(words[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out double number))
                    continue;
                if (words[i] == "inuse")
                    statistics.NetTcpActiveConnections = number;
                else if (words[i] == "tw")
                    statistics.NetTcpTimeWaitConnections = number;
            }
        }
    }
}
