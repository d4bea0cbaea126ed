using System.Collections;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using Tepui.Kernel.Resources;

namespace Tepui.Kernel.Quotas;

/// <summary>Upper bounds by name in thousandths. A name that is absent has no limit; a limit of zero allows none.</summary>
[SuppressMessage("Naming", "CA1710", Justification = "The field's own word.")]
public sealed class ResourceLimits : IReadOnlyList<KeyValuePair<string, long>>
{
    public static readonly ResourceLimits None = new();

    private readonly KeyValuePair<string, long>[] _limits;

    public ResourceLimits(params KeyValuePair<string, long>[] limits) => _limits = limits;

    public int Count => _limits.Length;

    public KeyValuePair<string, long> this[int index] => _limits[index];

    /// <summary>The limit of a name, or null when there is none.</summary>
    public long? Of(string name)
    {
        foreach (var (limited, thousandths) in _limits)
        {
            if (string.Equals(limited, name, System.StringComparison.Ordinal))
            {
                return thousandths;
            }
        }

        return null;
    }

    /// <summary>Whether none of the quantities is above its limit.</summary>
    public bool Contains(ResourceQuantities quantities)
    {
        foreach (var (name, thousandths) in _limits)
        {
            if (quantities.Of(name) > thousandths)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>As Mesos writes them, e.g. <c>cpus:4; mem:1024</c>.</summary>
    public override string ToString() => QuantityText.Write(_limits);

    public IEnumerator<KeyValuePair<string, long>> GetEnumerator() =>
        ((IEnumerable<KeyValuePair<string, long>>)_limits).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _limits.GetEnumerator();
}
