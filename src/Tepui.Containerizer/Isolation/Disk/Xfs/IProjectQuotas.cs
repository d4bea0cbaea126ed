using System.IO;

namespace Tepui.Containerizer.Isolation.Disk.Xfs;

/// <summary>What is asked of a file system that counts by projects.</summary>
internal interface IProjectQuotas
{
    /// <summary>Why folders there can have no quota, to be read after the path; null when they can.</summary>
    string? FaultOf(string folder);

    /// <summary>What the file system is on, which quotas are asked of.</summary>
    /// <exception cref="IOException">It cannot be told.</exception>
    string DeviceOf(string folder);

    /// <summary>Of the folder itself; 0 for none.</summary>
    /// <exception cref="IOException">It cannot be told.</exception>
    uint ProjectOf(string folder);

    /// <summary>A folder and all that is in it, and is made in it from now on, is of a project. The folder itself comes first.</summary>
    /// <exception cref="IOException">Something in it cannot be had.</exception>
    void Assign(string folder, uint project);

    /// <param name="hardBytes">Beyond it writes fail; 0 for no limit.</param>
    /// <exception cref="IOException">The kernel refuses.</exception>
    void Limit(string device, uint project, long softBytes, long hardBytes);

    /// <exception cref="IOException">It cannot be told.</exception>
    ProjectUse UseOf(string device, uint project);
}

/// <param name="SoftBytes">0 for no limit.</param>
/// <param name="HardBytes">0 for no limit.</param>
internal readonly record struct ProjectUse(long UsedBytes, long SoftBytes, long HardBytes);
