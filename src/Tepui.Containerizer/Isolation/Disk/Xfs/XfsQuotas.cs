using System.IO;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Tepui.Containerizer.Fetching.Sandboxes;
using Tepui.Containerizer.Files;
using Tepui.Containerizer.Mounts;

namespace Tepui.Containerizer.Isolation.Disk.Xfs;

/// <summary>XFS as it is mounted here.</summary>
internal sealed class XfsQuotas : IProjectQuotas
{
    private const long BlockSize = 512;

    public string? FaultOf(string folder)
    {
        if (!FileStatus.TryRead(folder, out FileStatus status))
            return $"is not there ({Marshal.GetLastPInvokeErrorMessage()})";
        if (MountTable.FileSystemOn(status.Place) is not { } found || found.Type != "xfs")
            return "is not on XFS";
        string device = found.Source;
        if (XfsCalls.StateOf(device) is not { } state)
        {
            return Marshal.GetLastPInvokeError() switch
            {
                XfsCalls.NoQuotas => $"is on {device}, which is mounted without project quotas",
                Libc.NoSuchEntry => $"is on {device}, which the agent cannot see in its /dev",
                _ => $"is on {device}, whose quotas cannot be had ({Marshal.GetLastPInvokeErrorMessage()})",
            };
        }

        if ((state & XfsCalls.Counts) == 0)
            return $"is on {device}, which is mounted without project quotas";
        bool enforces = (state & XfsCalls.Enforces) != 0 || XfsCalls.TurnOn(device, XfsCalls.Counts | XfsCalls.Enforces);
        return enforces ? null : $"is on {device}, whose project quotas cannot be enforced ({Marshal.GetLastPInvokeErrorMessage()})";
    }

    public string DeviceOf(string folder) =>
        FileStatus.TryRead(folder, out FileStatus status, follow: false) && MountTable.FileSystemOn(status.Place) is { } found
            ? found.Source
            : throw new IOException($"cannot tell on which device {folder} is: {Marshal.GetLastPInvokeErrorMessage()}");

    public uint ProjectOf(string folder)
    {
        using SafeFileHandle handle = ProjectTree.Open(folder);
        return XfsCalls.ProjectOf(handle) ?? throw Failure($"tell the project of {folder}");
    }

    public void Assign(string folder, uint project) => ProjectTree.Assign(folder, project);

    public void Limit(string device, uint project, long softBytes, long hardBytes)
    {
        if (!XfsCalls.Set(device, project, Blocks(softBytes), Blocks(hardBytes)))
            throw Failure($"set the quota of project {project} on {device}");
    }

    public ProjectUse UseOf(string device, uint project)
    {
        if (XfsCalls.TryGet(device, project, out XfsCalls.BlockQuota quota))
            return new ProjectUse(Bytes(quota.UsedBlocks), Bytes(quota.SoftBlocks), Bytes(quota.HardBlocks));

        // Nothing was ever counted for it.
        return Marshal.GetLastPInvokeError() == Libc.NoSuchEntry
            ? default
            : throw Failure($"read the quota of project {project} on {device}");
    }

    /// <summary>A part of a block costs a whole one.</summary>
    private static ulong Blocks(long bytes) => ((ulong)bytes + BlockSize - 1) / BlockSize;

    private static long Bytes(ulong blocks) => (long)(blocks * BlockSize);

    private static IOException Failure(string what) => new(
        $"cannot {what}: {Marshal.GetLastPInvokeErrorMessage()}; see whether its XFS is mounted with prjquota");
}
