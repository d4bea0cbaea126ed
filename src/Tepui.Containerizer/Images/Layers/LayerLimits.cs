namespace Tepui.Containerizer.Images.Layers;

/// <summary>What one layer may unpack to, so that a small one cannot fill a disk or an inode table.</summary>
internal sealed record LayerLimits
{
    public long BytesAlwaysAllowed { get; init; } = 1L << 30;

    /// <summary>How many times its packed size a larger one may become.</summary>
    public int MaxExpansion { get; init; } = 100;

    public int MaxEntries { get; init; } = 2_000_000;

    /// <summary>Stays free on the store's disk.</summary>
    public long FreeBytesKept { get; init; } = 64L << 20;
}
