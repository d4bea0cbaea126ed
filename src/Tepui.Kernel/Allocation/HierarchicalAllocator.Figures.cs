using System;
using System.Collections.Generic;
using System.Linq;

namespace Tepui.Kernel.Allocation;

/// <content>What it tells of itself.</content>
public sealed partial class HierarchicalAllocator
{
    /// <summary>Allocations so far that had something to decide.</summary>
    public long Runs { get; private set; }

    /// <summary>Its figures now; costs what there are of roles and frameworks.</summary>
    public AllocatorFigures Figures()
    {
        var filters = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var framework in _frameworks.Values)
        {
            foreach (var (role, client) in framework.Clients)
            {
                filters[role] = filters.GetValueOrDefault(role) + client.AgentsFiltered;
            }
        }

        return new AllocatorFigures(Runs, _tree.All.OrderBy(static role => role.Name, StringComparer.Ordinal).Select(role => new RoleFigures(
            role.Name,
            filters.GetValueOrDefault(role.Name),
            _totals.DominantShare(role.Quantities) / role.Weight,
            Quantities(index => index < role.Quantities.Length ? role.Quantities[index] : 0),
            Quantities(role.Consumption),
            role.Quota)).ToArray());
    }

    private List<KeyValuePair<string, long>> Quantities(Func<int, long> of)
    {
        var quantities = new List<KeyValuePair<string, long>>();
        for (var index = 0; index < _totals.Names.Count; index++)
        {
            if (of(index) is var quantity and > 0)
            {
                quantities.Add(new(_totals.Names[index], quantity));
            }
        }

        return quantities;
    }
}
