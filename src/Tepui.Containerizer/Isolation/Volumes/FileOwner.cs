using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Tepui.Containerizer.Fetching.Sandboxes;
using Tepui.Containerizer.Files;

namespace Tepui.Containerizer.Isolation.Volumes;

/// <summary>Who a folder belongs to.</summary>
internal static class FileOwner
{
    /// <summary>Gives a folder the mode and owner of another.</summary>
    public static void Copy(string from, string to)
    {
        using SafeFileHandle folder = Libc.Open(to, Libc.ReadOnly | Libc.DirectoryOnly | Libc.NoFollow | Libc.CloseOnExec, 0);
        if (!FileStatus.TryRead(from, out FileStatus status)
            || folder.IsInvalid
            || Libc.ChangeOwner(folder, status.User, status.Group) != 0
            || Libc.ChangeMode(folder, status.Mode & 0xFFFu) != 0)
        {
            throw new ContainerLaunchException($"cannot give {to} the owner of {from}: {Marshal.GetLastPInvokeErrorMessage()}");
        }
    }
}
