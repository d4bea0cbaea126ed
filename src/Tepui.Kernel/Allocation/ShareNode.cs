using System.Collections.Generic;

namespace Tepui.Kernel.Allocation;

/// <summary>Who takes part in sharing: a role with all below it, a role alone among its subroles, or a framework in a role.</summary>
internal abstract class ShareNode(string name)
{
    /// <summary>What it holds by resource, indexed by <see cref="ClusterTotals"/>.</summary>
    public long[] Quantities = [];

    public string Name { get; } = name;

    public double Weight { get; set; } = 1;

    /// <summary>How many grants it ever got; between equal shares, fewer goes first.</summary>
    public long Grants { get; set; }

    /// <summary>The weighted dominant share that its place in the sorter is by.</summary>
    public double Share { get; set; }

    /// <summary>The grants that its place in the sorter is by.</summary>
    public long SortedGrants { get; set; }

    /// <summary>Its place in the sorter when it was last looked at.</summary>
    public int Hint { get; set; }

    /// <summary>It is in the sorter's order.</summary>
    public bool IsPlaced { get; set; }

    /// <summary>What it holds has changed since it got its place.</summary>
    public bool IsStale { get; set; }

    /// <summary>The lowest share first, then the fewest grants, then the name.</summary>
    public bool IsBefore(ShareNode other) => Share != other.Share
        ? Share < other.Share
        : SortedGrants != other.SortedGrants
            ? SortedGrants < other.SortedGrants
            : string.CompareOrdinal(Name, other.Name) < 0;
}

/// <summary>The order of <see cref="ShareNode.IsBefore"/>.</summary>
internal sealed class ShareOrder : IComparer<ShareNode>
{
    public static readonly ShareOrder Instance = new();

    public int Compare(ShareNode? left, ShareNode? right) => left!.IsBefore(right!) ? -1 : right!.IsBefore(left) ? 1 : 0;
}
