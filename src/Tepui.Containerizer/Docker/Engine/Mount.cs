using System.Collections.Generic;

namespace Tepui.Containerizer.Docker.Engine;

/// <summary>A mount with every part in a member of its own, so that no path's colon is taken for a separator.</summary>
/// <param name="Type"><c>bind</c> or <c>volume</c>.</param>
/// <param name="Source">A host path, or the name of a volume.</param>
internal sealed record Mount(string Type, string? Source, string Target, bool ReadOnly)
{
    public const string Bind = "bind";
    public const string Volume = "volume";

    public BindOptions? BindOptions { get; init; }

    public VolumeOptions? VolumeOptions { get; init; }
}

internal sealed record BindOptions(string Propagation);

internal sealed record VolumeOptions
{
    public bool? NoCopy { get; init; }

    public VolumeDriver? DriverConfig { get; init; }
}

internal sealed record VolumeDriver(string Name, Dictionary<string, string>? Options);
