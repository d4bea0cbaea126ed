using System.Collections.Generic;

namespace Tepui.Containerizer.Isolation.Volumes;

/// <summary>What the agent's flags say of volumes.</summary>
public sealed record VolumeOptions
{
    /// <summary>--host_path_volume_force_creation: folders below which a missing host path is made.</summary>
    public IReadOnlyList<string> MadeBelow { get; init; } = [];
}
