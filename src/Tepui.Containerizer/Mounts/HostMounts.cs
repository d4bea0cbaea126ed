using System.IO;
using System.Runtime.InteropServices;

namespace Tepui.Containerizer.Mounts;

/// <summary>Mounts that the agent makes and takes away where it is itself: mount(2) and umount2(2).</summary>
public static partial class HostMounts
{
    private const ulong NoSetUser = 0x2;
    private const ulong NoDevices = 0x4;
    private const ulong StrictAccessTime = 1 << 24;
    private const int DetachNow = 2;
    private const int NoFollow = 8;

    /// <param name="options">In overlayfs's own terms.</param>
    /// <exception cref="IOException">It cannot be mounted.</exception>
    public static void Overlay(string target, string options)
    {
        if (Mount("overlay", target, "overlay", 0, options) != 0)
            throw Failure($"mount an overlay at {target}");
    }

    /// <exception cref="IOException">It cannot be mounted.</exception>
    public static void BindReadOnly(string source, string target)
    {
        if (Mount(source, target, "none", MountOptions.Bind, null) != 0
            || Mount("none", target, "none", MountOptions.Bind | MountOptions.Remount | MountOptions.ReadOnly | MountTable.FlagsOf(source), null) != 0)
        {
            throw Failure($"bind {source} to {target}");
        }
    }

    /// <summary>A file system in memory that every user may write.</summary>
    /// <param name="bytes">Null for half of the machine's memory.</param>
    /// <exception cref="IOException">It cannot be mounted.</exception>
    public static void Temporary(string target, long? bytes)
    {
        string options = bytes is { } size ? $"mode=1777,size={size}" : "mode=1777";
        if (Mount("tmpfs", target, "tmpfs", NoSetUser | NoDevices | StrictAccessTime, options) != 0)
            throw Failure($"mount a tmpfs at {target}");
    }

    /// <summary>A cgroup hierarchy of version 1, of one controller; its folder is made where it is missing.</summary>
    /// <exception cref="IOException">It cannot be mounted.</exception>
    public static void Hierarchy(string target, string controller)
    {
        bool isNew = !Directory.Exists(target);
        _ = Directory.CreateDirectory(target);
        if (Mount("cgroup", target, "cgroup", 0, controller) == 0)
            return;
        IOException failure = Failure($"mount the cgroup hierarchy of {controller} at {target}");
        if (isNew)
            Directory.Delete(target);
        throw failure;
    }

    /// <summary>Takes a mount away now, and what it shows when nobody uses it any more.</summary>
    public static bool TryDetach(string target) => Unmount(target, DetachNow | NoFollow) == 0;

    /// <summary>Takes away all that is mounted there. Nothing happens where nothing is.</summary>
    public static void Detach(string target)
    {
        while (TryDetach(target))
        {
        }
    }

    /// <summary>Takes away all that is mounted at or below a folder.</summary>
    /// <exception cref="IOException">One stays; the message says which and why.</exception>
    public static void DetachBelow(string folder)
    {
        foreach (string target in MountTable.Below(folder))
        {
            if (!TryDetach(target))
                throw new IOException($"cannot unmount {target}: {Marshal.GetLastPInvokeErrorMessage()}; unmount it, and what is there can be removed");
        }
    }

    private static IOException Failure(string what) => new($"cannot {what}: {Marshal.GetLastPInvokeErrorMessage()}");

    [LibraryImport("libc", EntryPoint = "mount", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Mount(string source, string target, string type, ulong flags, string? options);

    [LibraryImport("libc", EntryPoint = "umount2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Unmount(string target, int flags);
}
