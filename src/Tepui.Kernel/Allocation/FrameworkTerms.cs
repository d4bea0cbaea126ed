using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using Tepui.Kernel.Resources;

namespace Tepui.Kernel.Allocation;

/// <summary>On what terms a framework takes offers, as its FrameworkInfo and its calls say.</summary>
public sealed record FrameworkTerms
{
    public IReadOnlyCollection<string> Roles { get; init; } = [];

    /// <summary>Those of <see cref="Roles"/> for which it wants no offers until it revives them.</summary>
    public IReadOnlyCollection<string> SuppressedRoles { get; init; } = [];

    public FrameworkAbilities Abilities { get; init; }

    /// <summary>
    /// By role, what an offer must hold at the least: one of the alternatives, none for any offer; in place of the master's flag
    /// (<c>FrameworkInfo.offer_filters</c>).
    /// </summary>
    public IReadOnlyDictionary<string, IReadOnlyList<ResourceQuantities>> MinAllocatable { get; init; } =
        ImmutableDictionary<string, IReadOnlyList<ResourceQuantities>>.Empty;

    /// <summary>Which agents it wants offers of at all; null: of any.</summary>
    public IOfferConstraints? Constraints { get; init; }
}

/// <summary>What a framework's capabilities let it be offered.</summary>
[Flags]
public enum FrameworkAbilities
{
    None = 0,
    RevocableResources = 1,
    GpuResources = 2,
    SharedResources = 4,
    ReservationRefinement = 8,

    /// <summary>It takes agents of other regions than the master's (REGION_AWARE, docs/fault-domains.md).</summary>
    RegionAware = 16,
}
