using System.Collections.Generic;
using Tepui.Kernel.Quotas;

namespace Tepui.Kernel.Allocation;

/// <summary>What an allocator tells of itself, for metrics (docs/monitoring.md, "Allocator").</summary>
/// <param name="Runs">Allocations so far that had something to decide.</param>
public sealed record AllocatorFigures(long Runs, IReadOnlyList<RoleFigures> Roles);

/// <summary>One role, with all below it.</summary>
/// <param name="ActiveFilters">On how many agents its own frameworks have filters, added up over the frameworks.</param>
/// <param name="DominantShare">By weight; of what frameworks hold of it.</param>
/// <param name="Held">What its frameworks hold, in offers and by tasks and executors.</param>
/// <param name="Consumed">What counts against its quota.</param>
public sealed record RoleFigures(
    string Role,
    int ActiveFilters,
    double DominantShare,
    IReadOnlyList<KeyValuePair<string, long>> Held,
    IReadOnlyList<KeyValuePair<string, long>> Consumed,
    Quota Quota);
