using System.Collections.Generic;

namespace Tepui.Kernel.Allocation;

/// <summary>Who takes part in sharing: a role, or a framework within a role.</summary>
internal abstract class ShareNode(string name)
{
    /// <summary>What it holds by resource, indexed by <see cref="ClusterTotals"/>.</summary>
    public long[] Quantities = [];

    public string Name { get; } = name;

    public double Weight { get; set; } = 1;

    /// <summary>How many grants it ever got; between equal shares, fewer goes first.</summary>
    public long Grants { get; set; }

    /// <summary>The weighted dominant share, as of the sorter's version of totals.</summary>
    public double Share { get; set; }
}

/// <summary>The lowest share first, then the fewest grants, then the name.</summary>
internal sealed class ShareOrder : IComparer<ShareNode>
{
    public static readonly ShareOrder Instance = new();

    public int Compare(ShareNode? left, ShareNode? right)
    {
        var order = left!.Share.CompareTo(right!.Share);
        order = order != 0 ? order : left.Grants.CompareTo(right.Grants);
        return order != 0 ? order : string.CompareOrdinal(left.Name, right.Name);
    }
}
