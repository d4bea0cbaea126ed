using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Tepui.Containerizer.Fetching.Sandboxes;

namespace Tepui.Containerizer.Isolation.Volumes;

/// <summary>Who a folder belongs to.</summary>
internal static unsafe partial class FileOwner
{
    /// <summary>Gives a folder the mode and owner of another.</summary>
    public static void Copy(string from, string to)
    {
        const int CurrentDirectory = -100;
        const uint ModeAndOwner = 0x2 | 0x8 | 0x10;
        byte* status = stackalloc byte[256];
        using SafeFileHandle folder = Libc.Open(to, Libc.ReadOnly | Libc.DirectoryOnly | Libc.NoFollow | Libc.CloseOnExec, 0);
        if (Status(CurrentDirectory, from, 0, ModeAndOwner, status) != 0
            || folder.IsInvalid
            || Libc.ChangeOwner(folder, *(uint*)(status + 20), *(uint*)(status + 24)) != 0
            || Libc.ChangeMode(folder, *(ushort*)(status + 28) & 0xFFFu) != 0)
        {
            throw new ContainerLaunchException($"cannot give {to} the owner of {from}: {Marshal.GetLastPInvokeErrorMessage()}");
        }
    }

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Status(int folder, string path, int flags, uint mask, byte* status);
}
