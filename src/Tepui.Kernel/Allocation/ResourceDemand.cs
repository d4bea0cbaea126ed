using System;
using System.Collections.Generic;
using System.Linq;
using Tepui.Kernel.Resources;

namespace Tepui.Kernel.Allocation;

/// <summary>What an offer must hold to be of use: one of the alternatives that may be offered, and all that is wanted.</summary>
internal sealed class ResourceDemand(IReadOnlyList<ResourceQuantities> minimum, ResourceSet? wanted)
{
    /// <summary>What of a set is missing by name, in thousandths; ranges and sets count their numbers and items.</summary>
    public ResourceQuantities Missing(ResourceSet resources)
    {
        var missing = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var (name, quantity) in MissingOfMinimum(resources))
        {
            missing[name] = quantity;
        }

        foreach (var entries in (wanted ?? ResourceSet.Empty).GroupBy(static entry => entry.Name, StringComparer.Ordinal))
        {
            var lacking = Lacking(entries, resources.Where(entry => entry.Name == entries.Key).ToList());
            missing[entries.Key] = Math.Max(lacking, missing.GetValueOrDefault(entries.Key));
        }

        return new ResourceQuantities([.. missing.Where(static pair => pair.Value > 0)]);
    }

    /// <summary>How much is missing in comparison with what is wanted, to say which of two agents is nearer.</summary>
    public double Distance(ResourceQuantities missing) => missing.Sum(pair =>
        pair.Value / (double)Math.Max(pair.Value, (wanted ?? ResourceSet.Empty).Where(entry => entry.Name == pair.Key)
            .Sum(static entry => entry.Quantity)));

    private IEnumerable<KeyValuePair<string, long>> MissingOfMinimum(ResourceSet resources) => minimum
        .Select(alternative => alternative
            .Select(pair => KeyValuePair.Create(
                pair.Key,
                pair.Value - resources.Where(entry => entry.Name == pair.Key).Sum(static entry => entry.Quantity)))
            .Where(static pair => pair.Value > 0)
            .ToList())
        .OrderBy(static missing => missing.Count)
        .ThenBy(static missing => missing.Sum(static pair => pair.Value))
        .FirstOrDefault() ?? [];

    private static long Lacking(IEnumerable<ResourceEntry> wanted, List<ResourceEntry> given)
    {
        long lacking = 0;
        var scalar = given.Sum(static entry => entry.Thousandths);
        foreach (var entry in wanted)
        {
            lacking += entry.Ranges.IsEmpty && entry.Items.Count == 0
                ? entry.Thousandths
                : given.Aggregate(
                    entry,
                    static (left, one) => left.WithKey(one.Key).Subtract(one)).Quantity;
        }

        return lacking - scalar;
    }
}
