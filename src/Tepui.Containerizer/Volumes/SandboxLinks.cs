using System.Collections.Generic;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Tepui.Containerizer.Fetching;
using Tepui.Containerizer.Fetching.Sandboxes;
using Tepui.Containerizer.Users;

namespace Tepui.Containerizer.Volumes;

/// <summary>
/// Persistent volumes of plain processes: a symbolic link in the sandbox each, as Mesos's isolator filesystem/posix makes. The
/// sandbox may be a task's already: nothing that it put there is followed or replaced.
/// </summary>
public static class SandboxLinks
{
    /// <summary>Links that are there already are no fault.</summary>
    /// <param name="user">Whom the container runs as, or null for the agent's own user.</param>
    /// <exception cref="ContainerLaunchException">A volume cannot be linked; the message says which and why.</exception>
    public static void Make(string sandbox, string? user, IReadOnlyList<ContainerVolume> volumes)
    {
        if (volumes.Count == 0)
            return;
        UserAccount? owner = UserAccount.OtherThanOwn(user);
        using SandboxFolder folder = SandboxFolder.Open(sandbox, owner);
        foreach (ContainerVolume volume in volumes)
        {
            GiveTo(volume, owner);
            EntryPath path = EntryPath.Parse(volume.ContainerPath, out string fault)
                ?? throw new ContainerLaunchException($"container_path '{volume.ContainerPath}' of a persistent volume {fault}");
            try
            {
                folder.MakeLinkOnce(path, volume.Directory);
            }
            catch (FetchException e)
            {
                throw new ContainerLaunchException(
                    $"the persistent volume {volume.Directory} cannot be brought to '{path}': {e.Message}", e);
            }
        }
    }

    /// <summary>Takes the links away that lead to these volumes; what else has their names stays.</summary>
    public static void Remove(string sandbox, IReadOnlyList<ContainerVolume> volumes)
    {
        using SandboxFolder folder = SandboxFolder.Open(sandbox, owner: null);
        foreach (ContainerVolume volume in volumes)
        {
            if (EntryPath.Parse(volume.ContainerPath, out _) is { IsSandbox: false } path)
                folder.RemoveLink(path, volume.Directory);
        }
    }

    /// <summary>Gives a volume to whom its container runs as; null for the agent's own user.</summary>
    internal static void GiveTo(ContainerVolume volume, UserAccount? owner)
    {
        using SafeFileHandle directory = Libc.Open(
            volume.Directory, Libc.ReadOnly | Libc.DirectoryOnly | Libc.NoFollow | Libc.CloseOnExec, 0);
        if (directory.IsInvalid)
        {
            throw new ContainerLaunchException(
                $"the persistent volume {volume.Directory} cannot be opened: {Marshal.GetLastPInvokeErrorMessage()}");
        }

        if (owner is not null && volume.ChangesOwner && Libc.ChangeOwner(directory, owner.Uid, owner.Gid) != 0)
        {
            throw new ContainerLaunchException(
                $"cannot give the persistent volume {volume.Directory} to '{owner.Name}': {Marshal.GetLastPInvokeErrorMessage()}");
        }
    }
}
