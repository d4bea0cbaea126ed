using System;
using System.Collections.Generic;
using System.Linq;

namespace Tepui.Kernel.Allocation;

/// <summary>
/// The random sorter's order of roles: each role's chance is its weight's part among its siblings of its parent's chance, and the
/// roles with frameworks of their own are shuffled by their chances.
/// </summary>
internal static class WeightedShuffle
{
    public static void Of(RoleNode root, List<RoleNode> order, Random random)
    {
        var chances = new List<(RoleNode Role, double Chance)>();
        Spread(root, 1, chances);

        // The order of exponentially distributed times, each with its chance as rate, is a weighted shuffle.
        order.AddRange(chances
            .Select(entry => (entry.Role, Time: -Math.Log(1 - random.NextDouble()) / entry.Chance))
            .OrderBy(static entry => entry.Time)
            .Select(static entry => entry.Role));
    }

    private static void Spread(RoleNode node, double chance, List<(RoleNode Role, double Chance)> chances)
    {
        var children = node.Order.Sorted();
        var sum = 0.0;
        foreach (var child in children)
        {
            sum += child.Weight;
        }

        foreach (var child in children)
        {
            var part = chance * child.Weight / sum;
            if (child is RoleNode role)
            {
                Spread(role, part, chances);
            }
            else
            {
                chances.Add((((SelfNode)child).Role, part));
            }
        }
    }
}
