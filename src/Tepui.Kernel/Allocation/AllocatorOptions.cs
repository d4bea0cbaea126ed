using System.Collections.Generic;
using Tepui.Kernel.Resources;

namespace Tepui.Kernel.Allocation;

/// <summary>How the next in turn is found (<c>--role_sorter</c>, <c>--framework_sorter</c>).</summary>
public enum SorterKind
{
    /// <summary>The lowest weighted dominant share first.</summary>
    DominantShare,

    /// <summary>A weighted shuffle for each agent.</summary>
    Random,
}

/// <summary>How the allocator allocates, as the master's flags set it.</summary>
public sealed record AllocatorOptions
{
    public static readonly AllocatorOptions Default = new();

    public SorterKind RoleSorter { get; init; } = SorterKind.DominantShare;

    public SorterKind FrameworkSorter { get; init; } = SorterKind.DominantShare;

    /// <summary>Names that count for nobody's share, e.g. <c>gpus</c> (<c>--fair_sharing_excluded_resource_names</c>).</summary>
    public IReadOnlyCollection<string> FairSharingExcludedResourceNames { get; init; } = [];

    /// <summary>Agents with GPUs are offered only to frameworks that know GPUs (<c>--filter_gpu_resources</c>).</summary>
    public bool FilterGpuResources { get; init; } = true;

    /// <summary>
    /// What an offer must hold at the least: one of these alternatives; none means any offer will do
    /// (<c>--min_allocatable_resources</c>, by default <c>cpus:0.01|mem:32</c>).
    /// </summary>
    public IReadOnlyList<ResourceQuantities> MinAllocatableResources { get; init; } =
    [
        new(new KeyValuePair<string, long>("cpus", 10)),
        new(new KeyValuePair<string, long>("mem", 32 * FixedPoint.One)),
    ];
}
