using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace Tepui.Containerizer.Isolation.Ports;

/// <summary>Ports as ranges of them.</summary>
internal static class PortRanges
{
    public static bool Holds(IReadOnlyList<(int First, int Last)> ranges, int port) =>
        ranges.Any(range => port >= range.First && port <= range.Last);

    /// <summary>As few ranges as hold them.</summary>
    public static List<(int First, int Last)> Of(IEnumerable<int> ports)
    {
        var ranges = new List<(int First, int Last)>();
        foreach (int port in ports.Order())
        {
            if (ranges.Count > 0 && port <= ranges[^1].Last + 1)
                ranges[^1] = (ranges[^1].First, port);
            else
                ranges.Add((port, port));
        }

        return ranges;
    }

    /// <summary>As Mesos writes them.</summary>
    public static string Text(IEnumerable<(int First, int Last)> ranges) => "["
        + string.Join(", ", ranges.Select(range => string.Create(CultureInfo.InvariantCulture, $"{range.First}-{range.Last}")))
        + "]";
}
