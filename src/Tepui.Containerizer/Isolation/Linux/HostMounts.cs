using System.Runtime.InteropServices;

namespace Tepui.Containerizer.Isolation.Linux;

/// <summary>Mounts of the host's that live as long as a container does.</summary>
internal static partial class HostMounts
{
    private const ulong NoSetUser = 0x2;
    private const ulong NoDevices = 0x4;
    private const ulong StrictAccessTime = 1 << 24;
    private const int Detach = 2;

    /// <exception cref="ContainerLaunchException">It cannot be mounted.</exception>
    public static void Mount(string type, string target, string data)
    {
        if (Mount(type, target, type, NoSetUser | NoDevices | StrictAccessTime, data) != 0)
            throw new ContainerLaunchException($"cannot mount a {type} at {target}: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    /// <summary>Nothing happens where nothing is mounted.</summary>
    public static void Unmount(string target)
    {
        while (Unmount(target, Detach) == 0)
        {
        }
    }

    [LibraryImport("libc", EntryPoint = "mount", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Mount(string source, string target, string type, ulong flags, string data);

    [LibraryImport("libc", EntryPoint = "umount2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Unmount(string target, int flags);
}
