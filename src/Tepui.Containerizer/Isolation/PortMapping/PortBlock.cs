using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace Tepui.Containerizer.Isolation.PortMapping;

/// <summary>Ports that one match of a filter finds: as many as a power of two, from a multiple of that many on.</summary>
internal readonly record struct PortBlock(int First, int Size)
{
    public const int Ports = 65536;

    public int Last => First + Size - 1;

    /// <summary>The bits in which all ports of the block are alike.</summary>
    public int Mask => Ports - Size;

    /// <summary>As tc(8) takes a port: the number, and what of it is compared.</summary>
    public string Match => string.Create(CultureInfo.InvariantCulture, $"{First} 0x{Mask:x4}");

    /// <summary>As few blocks as have exactly the ports of these ranges, which may overlap. What is no port is left out.</summary>
    public static IReadOnlyList<PortBlock> Split(IEnumerable<(int First, int Last)> ranges)
    {
        var blocks = new List<PortBlock>();
        foreach ((int first, int last) in Merge(ranges))
        {
            for (int next = first; next <= last; next = blocks[^1].Last + 1)
                blocks.Add(new PortBlock(next, LargestAt(next, last)));
        }

        return blocks;
    }

    private static int LargestAt(int first, int last)
    {
        int size = 1;
        while (first % (size * 2) == 0 && first + (size * 2) - 1 <= last)
            size *= 2;
        return size;
    }

    private static List<(int First, int Last)> Merge(IEnumerable<(int First, int Last)> ranges)
    {
        var merged = new List<(int First, int Last)>();
        foreach ((int begin, int end) in ranges.Order())
        {
            (int first, int last) = (Math.Max(begin, 0), Math.Min(end, Ports - 1));
            if (first > last)
                continue;
            if (merged.Count > 0 && first <= merged[^1].Last + 1)
                merged[^1] = (merged[^1].First, Math.Max(merged[^1].Last, last));
            else
                merged.Add((first, last));
        }

        return merged;
    }
}
