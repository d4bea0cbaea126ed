using System;

namespace Tepui.Containerizer.Launching.Oci;

/// <param name="Runtime">Carries out everything.</param>
/// <param name="Directory">For bundles; made when it is missing.</param>
public sealed record OciLauncherOptions(OciRuntime Runtime, string Directory)
{
    /// <summary>--sandbox_directory.</summary>
    public string SandboxDirectory { get; init; } = "/mnt/mesos/sandbox";

    /// <summary>--cgroups_root: where a runtime that cannot do without makes cgroups for containers that no isolator made any for.</summary>
    public string CgroupsRoot { get; init; } = "mesos";

    public TimeProvider Time { get; init; } = TimeProvider.System;
}
