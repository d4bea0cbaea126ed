using System;
using System.Collections;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Linq;

namespace Tepui.Kernel.Resources;

/// <summary>Quantities by name in thousandths, with no difference of reservation or disk: what shares are computed of.</summary>
[SuppressMessage("Naming", "CA1710", Justification = "The field's own word.")]
public sealed partial class ResourceQuantities : IReadOnlyList<KeyValuePair<string, long>>
{
    private readonly KeyValuePair<string, long>[] _quantities;

    public ResourceQuantities(params KeyValuePair<string, long>[] quantities) => _quantities = quantities;

    public int Count => _quantities.Length;

    public KeyValuePair<string, long> this[int index] => _quantities[index];

    /// <summary>The sums of a set's scalars.</summary>
    public static ResourceQuantities OfScalars(ResourceSet resources)
    {
        var sums = new List<KeyValuePair<string, long>>(resources.Count);
        foreach (ref readonly var entry in resources.Span)
        {
            if (entry.Key.Kind != Mesos.V1.Value.Types.Type.Scalar)
            {
                continue;
            }

            var name = entry.Name;
            var index = sums.FindIndex(sum => string.Equals(sum.Key, name, StringComparison.Ordinal));
            if (index < 0)
            {
                sums.Add(new(name, entry.Thousandths));
            }
            else
            {
                sums[index] = new(name, sums[index].Value + entry.Thousandths);
            }
        }

        return new ResourceQuantities(sums.ToArray());
    }

    /// <summary>The quantity of a name, 0 without it.</summary>
    public long Of(string name) => _quantities.FirstOrDefault(pair => string.Equals(pair.Key, name, StringComparison.Ordinal)).Value;

    /// <summary>Whether a set has at least these quantities.</summary>
    public bool AreWithin(ResourceSet resources)
    {
        foreach (var (name, wanted) in _quantities)
        {
            long sum = 0;
            foreach (ref readonly var entry in resources.Span)
            {
                if (string.Equals(entry.Name, name, StringComparison.Ordinal))
                {
                    sum += entry.Quantity;
                }
            }

            if (sum < wanted)
            {
                return false;
            }
        }

        return true;
    }

    public IEnumerator<KeyValuePair<string, long>> GetEnumerator() =>
        ((IEnumerable<KeyValuePair<string, long>>)_quantities).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _quantities.GetEnumerator();
}
