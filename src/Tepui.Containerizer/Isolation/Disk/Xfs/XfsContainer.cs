using System.Collections.Generic;
using Mesos.V1;

namespace Tepui.Containerizer.Isolation.Disk.Xfs;

/// <summary>A container's sandbox and persistent volumes, each of a project.</summary>
/// <param name="sandbox">Its project is not its folder's until that is assigned.</param>
internal sealed class XfsContainer(ProjectFolder sandbox)
{
    public ProjectFolder Sandbox { get; set; } = sandbox;

    public IReadOnlyList<ProjectFolder> Volumes { get; set; } = [];

    public IReadOnlyList<ProjectFolder> Folders => [Sandbox, .. Volumes];
}

/// <param name="Project">0 for a disk of its own, which has no quota but its size.</param>
/// <param name="QuotaBytes">Null where nothing is said.</param>
internal sealed record ProjectFolder(string Path, string Device, uint Project, long? QuotaBytes)
{
    /// <summary>A persistent volume as it was given; null for the sandbox.</summary>
    public Resource? Volume { get; init; }
}
