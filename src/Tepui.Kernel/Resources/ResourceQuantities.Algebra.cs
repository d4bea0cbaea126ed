using System;
using System.Collections.Generic;
using System.Linq;

namespace Tepui.Kernel.Resources;

/// <content>Sums of quantities, by name in ordinal order and without zeros, as Mesos keeps them.</content>
public sealed partial class ResourceQuantities
{
    public static readonly ResourceQuantities None = new();

    /// <summary>What a set holds of each name, whatever its kind: a range counts its numbers, a set its items.</summary>
    public static ResourceQuantities Of(ResourceSet resources) => Sum([resources]);

    /// <summary>What several sets hold together.</summary>
    public static ResourceQuantities Sum(IEnumerable<ResourceSet> sets, Func<ResourceKey, bool>? counts = null)
    {
        var sums = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var resources in sets)
        {
            foreach (ref readonly var entry in resources.Span)
            {
                if (counts is null || counts(entry.Key))
                {
                    sums[entry.Name] = Plus(sums.GetValueOrDefault(entry.Name), entry.Quantity);
                }
            }
        }

        return From(sums);
    }

    /// <summary>The sums of pairs in any order.</summary>
    public static ResourceQuantities From(IEnumerable<KeyValuePair<string, long>> pairs)
    {
        var sums = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var (name, thousandths) in pairs)
        {
            sums[name] = Plus(sums.GetValueOrDefault(name), thousandths);
        }

        return new ResourceQuantities(sums.Where(static pair => pair.Value > 0).ToArray());
    }

    public ResourceQuantities Add(ResourceQuantities other) => From(_quantities.Concat(other._quantities));

    /// <summary>What is left; never below nothing.</summary>
    public ResourceQuantities Subtract(ResourceQuantities other) =>
        From(_quantities.Select(pair => KeyValuePair.Create(pair.Key, Math.Max(0, pair.Value - other.Of(pair.Key)))));

    /// <summary>Whether there is as much here of every name.</summary>
    public bool Contains(ResourceQuantities other) => Array.TrueForAll(other._quantities, pair => pair.Value <= Of(pair.Key));

    /// <summary>As Mesos writes them, e.g. <c>cpus:4; mem:1024</c>.</summary>
    public override string ToString() => Quotas.QuantityText.Write(_quantities);

    private static long Plus(long left, long right) => left > long.MaxValue - right ? long.MaxValue : left + right;
}
