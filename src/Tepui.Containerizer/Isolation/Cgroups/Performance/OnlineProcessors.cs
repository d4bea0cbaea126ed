using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;

namespace Tepui.Containerizer.Isolation.Cgroups.Performance;

/// <summary>Processors that run something now (Documentation/admin-guide/cputopology.rst).</summary>
internal static class OnlineProcessors
{
    private const string Path = "/sys/devices/system/cpu/online";

    public static IReadOnlyList<int> Read()
    {
        try
        {
            return Parse(File.ReadAllText(Path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            return [.. Enumerable.Range(0, Environment.ProcessorCount)];
        }
    }

    /// <param name="text">As <c>0-3,8</c>.</param>
    /// <exception cref="FormatException">It is no such list.</exception>
    public static IReadOnlyList<int> Parse(string text) =>
    [
        .. text.Trim().Split(',', StringSplitOptions.RemoveEmptyEntries).SelectMany(static part =>
        {
            int[] ends = [.. part.Split('-', 2).Select(static end => int.Parse(end, NumberStyles.None, CultureInfo.InvariantCulture))];
            return Enumerable.Range(ends[0], ends[^1] - ends[0] + 1);
        }),
    ];
}
