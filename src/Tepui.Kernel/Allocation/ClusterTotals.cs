using System;
using System.Collections.Generic;
using Mesos.V1;
using Tepui.Kernel.Resources;

namespace Tepui.Kernel.Allocation;

/// <summary>The cluster's scalars by index of their name: what shares are shares of.</summary>
internal sealed class ClusterTotals(IReadOnlyCollection<string> excludedNames)
{
    private readonly Dictionary<string, int> _indices = new(StringComparer.Ordinal);
    private readonly List<string> _names = [];
    private readonly List<bool> _counts = [];
    private readonly QuantityDelta _change = new();
    private long[] _totals = [];

    /// <summary>Changes with the totals; shares of an earlier version are void.</summary>
    public int Version { get; private set; } = 1;

    /// <summary>The names by index.</summary>
    public IReadOnlyList<string> Names => _names;

    public void Add(ResourceSet resources) => Change(resources, 1);

    public void Subtract(ResourceSet resources) => Change(resources, -1);

    /// <summary>Writes into a delta those of a set's scalars that a kind is wanted of.</summary>
    public void Read(ResourceSet resources, int sign, QuantityDelta into, ScalarKind kind = ScalarKind.All)
    {
        into.Clear();
        foreach (ref readonly var entry in resources.Span)
        {
            if (entry.Key.Kind == Value.Types.Type.Scalar &&
                (kind == ScalarKind.All || (entry.Key.IsReserved || entry.Key.IsRevocable) == (kind == ScalarKind.Bound)))
            {
                into.Add(IndexOf(entry.Name), sign * entry.Thousandths);
            }
        }
    }

    /// <summary>The largest part of any of the cluster's resources that a vector of quantities is.</summary>
    public double DominantShare(long[] quantities)
    {
        var share = 0.0;
        var count = Math.Min(quantities.Length, _totals.Length);
        for (var index = 0; index < count; index++)
        {
            if (quantities[index] > 0 && _totals[index] > 0 && _counts[index])
            {
                share = Math.Max(share, quantities[index] / (double)_totals[index]);
            }
        }

        return share;
    }

    public int IndexOf(string name)
    {
        // The few usual names are nearly always the very same strings.
        for (var known = 0; known < _names.Count && known < 4; known++)
        {
            if (ReferenceEquals(_names[known], name))
            {
                return known;
            }
        }

        if (!_indices.TryGetValue(name, out var index))
        {
            index = _indices.Count;
            _indices.Add(name, index);
            _names.Add(name);
            _counts.Add(true);
            foreach (var excluded in excludedNames)
            {
                _counts[index] &= !string.Equals(excluded, name, StringComparison.Ordinal);
            }
        }

        return index;
    }

    private void Change(ResourceSet resources, int sign)
    {
        Read(resources, sign, _change);
        _change.AddTo(ref _totals);
        Version++;
    }
}

/// <summary>Which scalars count.</summary>
internal enum ScalarKind
{
    All,

    /// <summary>Neither reserved nor revocable: what quota can guarantee and limit.</summary>
    Open,

    /// <summary>Reserved or revocable.</summary>
    Bound,
}
