using System.Diagnostics.CodeAnalysis;
using Tepui.Kernel.Allocation;

namespace Tepui.Master.Options;

/// <summary>The sorters' names in --role_sorter and --framework_sorter.</summary>
internal static class Sorters
{
    public const string DominantShare = "drf";

    public static bool TryParse(string name, [NotNullWhen(true)] out SorterKind? kind)
    {
        kind = name switch
        {
            DominantShare => SorterKind.DominantShare,
            "random" => SorterKind.Random,
            _ => null,
        };
        return kind is not null;
    }

    /// <summary>Of a name that has been found right.</summary>
    public static SorterKind Of(string name) => TryParse(name, out SorterKind? kind) ? kind.Value : SorterKind.DominantShare;
}
