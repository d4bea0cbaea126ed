using System;
using System.Collections.Generic;
using System.Linq;

namespace Tepui.Miner.Bitcoin;

/// <summary>Bitcoin's merkle tree over hashes; a level's odd last hash is paired with itself.</summary>
public static class MerkleTree
{
    public static Hash256 Root(IReadOnlyList<Hash256> hashes)
    {
        if (hashes.Count == 0)
            return Hash256.Zero;
        var level = hashes;
        while (level.Count > 1)
            level = Parents(level);
        return level[0];
    }

    /// <summary>
    /// True when two equal hashes stand side by side on a level: the form CVE-2012-2459 gives to a list that has the same
    /// root as a shorter, honest one.
    /// </summary>
    public static bool IsMutated(IReadOnlyList<Hash256> hashes)
    {
        for (var level = hashes; level.Count > 1; level = Parents(level))
            for (var i = 0; i + 1 < level.Count; i += 2)
                if (level[i] == level[i + 1])
                    return true;
        return false;
    }

    /// <summary>The hashes that lead from the first leaf, whatever it will be, to the root: Stratum's merkle branch.</summary>
    /// <param name="others">All leaves but the first.</param>
    public static IReadOnlyList<Hash256> FirstLeafBranch(IReadOnlyList<Hash256> others)
    {
        var branch = new List<Hash256>();
        IReadOnlyList<Hash256> level = [Hash256.Zero, .. others];
        while (level.Count > 1)
        {
            branch.Add(level[1]);
            level = Parents(level);
        }

        return branch;
    }

    public static Hash256 RootFromFirstLeaf(Hash256 leaf, IEnumerable<Hash256> branch) => branch.Aggregate(leaf, DoubleSha256.Combine);

    private static List<Hash256> Parents(IReadOnlyList<Hash256> level)
    {
        var parents = new List<Hash256>((level.Count + 1) / 2);
        for (var i = 0; i < level.Count; i += 2)
            parents.Add(DoubleSha256.Combine(level[i], level[Math.Min(i + 1, level.Count - 1)]));
        return parents;
    }
}
