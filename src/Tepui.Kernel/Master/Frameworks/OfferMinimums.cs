using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Mesos.V1;
using Tepui.Kernel.Resources;

namespace Tepui.Kernel.Master.Frameworks;

/// <summary>What a framework says its offers must hold at the least, by role (<c>FrameworkInfo.offer_filters</c>).</summary>
internal static class OfferMinimums
{
    public static IReadOnlyDictionary<string, IReadOnlyList<ResourceQuantities>> Of(FrameworkInfo info) =>
        info.OfferFilters.Count == 0
            ? ImmutableDictionary<string, IReadOnlyList<ResourceQuantities>>.Empty
            : info.OfferFilters
                .Where(static filters => filters.Value.MinAllocatableResources is not null)
                .ToDictionary(
                    static filters => filters.Key,
                    static filters => (IReadOnlyList<ResourceQuantities>)filters.Value.MinAllocatableResources.Quantities
                        .Select(static alternative => new ResourceQuantities(alternative.Quantities
                            .Select(static pair => KeyValuePair.Create(pair.Key, FixedPoint.FromDouble(pair.Value.Value)))
                            .OrderBy(static pair => pair.Key, StringComparer.Ordinal)
                            .ToArray()))
                        .ToList(),
                    StringComparer.Ordinal);

    /// <summary>What is wrong with them: a minimum of nothing, and quantities that no resource can have.</summary>
    public static void Validate(FrameworkInfo info, List<string> faults)
    {
        foreach (var alternative in info.OfferFilters
            .OrderBy(static filters => filters.Key, StringComparer.Ordinal)
            .Where(static filters => filters.Value.MinAllocatableResources is not null)
            .SelectMany(static filters => filters.Value.MinAllocatableResources.Quantities))
        {
            if (alternative.Quantities.Count == 0)
            {
                faults.Add("Resource quantities must contain at least one quantity");
            }

            faults.AddRange(
                from pair in alternative.Quantities.OrderBy(static pair => pair.Key, StringComparer.Ordinal)
                let fault = ScalarInput.Fault(pair.Value.Value)
                where fault is not null
                select $"Invalid resource quantity for '{pair.Key}': {fault}");
        }
    }
}
