using System;
using System.Collections.Generic;
using System.Linq;
using Tepui.Kernel.Resources;

namespace Tepui.Kernel.Tests.Resources;

/// <summary>The algebra again, as a bag of countable units: slow, and too plain to be wrong in the same way.</summary>
internal static class NaiveResources
{
    /// <summary>Every thousandth of a scalar counts for its key; every port and every item is a thing of its own.</summary>
    public static SortedDictionary<string, long> Of(ResourceSet resources)
    {
        var bag = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var entry in resources)
        {
            if (entry.Thousandths > 0)
                bag[entry.Key.ToString()] = bag.GetValueOrDefault(entry.Key.ToString()) + entry.Thousandths;
            foreach (var range in entry.Ranges)
            {
                for (var number = range.Begin; number <= range.End; number++)
                    bag[$"{entry.Key}#{number}"] = 1;
            }

            foreach (var item in entry.Items)
                bag[$"{entry.Key}#{item}"] = 1;
        }

        return bag;
    }

    public static SortedDictionary<string, long> Add(SortedDictionary<string, long> left, SortedDictionary<string, long> right) =>
        Merge(left, right, (one, other) => one + other, IsUnit);

    public static SortedDictionary<string, long> Subtract(SortedDictionary<string, long> left, SortedDictionary<string, long> right) =>
        Merge(left, right, (one, other) => Math.Max(0, one - other), IsUnit);

    public static bool Contains(SortedDictionary<string, long> left, SortedDictionary<string, long> right) =>
        right.All(pair => left.GetValueOrDefault(pair.Key) >= pair.Value);

    private static bool IsUnit(string name) => name.Contains('#', StringComparison.Ordinal);

    private static SortedDictionary<string, long> Merge(
        SortedDictionary<string, long> left,
        SortedDictionary<string, long> right,
        Func<long, long, long> combine,
        Func<string, bool> isUnit)
    {
        var bag = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var name in left.Keys.Union(right.Keys))
        {
            var count = combine(left.GetValueOrDefault(name), right.GetValueOrDefault(name));
            if (count > 0)
                bag[name] = isUnit(name) ? 1 : count;
        }

        return bag;
    }
}
