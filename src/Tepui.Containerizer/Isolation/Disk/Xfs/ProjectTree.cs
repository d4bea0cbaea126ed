using System.IO;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Tepui.Containerizer.Fetching.Sandboxes;
using Tepui.Containerizer.Files;
using Tepui.Containerizer.Volumes;

namespace Tepui.Containerizer.Isolation.Disk.Xfs;

/// <summary>A folder whose files are all of one project. No link is followed, and what is mounted in it is not of it.</summary>
internal static unsafe partial class ProjectTree
{
    /// <summary>What lies deeper is left out: only a task that was there before its agent had quotas can have made that.</summary>
    private const int Deepest = 1000;

    private static readonly int FileFlags = Libc.ReadOnly | Libc.NoFollow | Libc.NonBlocking | Libc.CloseOnExec;
    private static readonly int FolderFlags = Libc.ReadOnly | Libc.DirectoryOnly | Libc.NoFollow | Libc.CloseOnExec;

    /// <exception cref="IOException">It cannot be opened, or is no folder.</exception>
    public static SafeFileHandle Open(string folder)
    {
        SafeFileHandle handle = Libc.Open(folder, FolderFlags, 0);
        if (!handle.IsInvalid)
            return handle;
        string reason = Marshal.GetLastPInvokeErrorMessage();
        handle.Dispose();
        throw new IOException($"cannot open {folder}: {reason}");
    }

    /// <exception cref="IOException">Something in it cannot be had.</exception>
    public static void Assign(string folder, uint project)
    {
        using SafeFileHandle handle = Open(folder);
        if (!FileStatus.TryRead(handle, out FileStatus status) || !XfsCalls.SetProject(handle, project))
            throw Failure(folder, project);
        Assign(handle, folder, project, (status.Place, status.Mount), 1);
    }

    private static void Assign(SafeFileHandle folder, string path, uint project, ((uint, uint) Place, ulong Mount) at, int depth)
    {
        foreach (byte[] name in FolderNames.Read(folder, int.MaxValue))
        {
            fixed (byte* entry = name)
            {
                // Nothing but files and folders: to open a device does something.
                if (!FileStatus.TryRead(folder, entry, out FileStatus status) || !(status.IsRegular || status.IsDirectory)
                    || (status.Place, status.Mount) != at)
                {
                    continue;
                }

                using SafeFileHandle file = OpenAt(folder, entry, status.IsDirectory ? FolderFlags : FileFlags, 0);
                if (file.IsInvalid && Marshal.GetLastPInvokeError() is Libc.NoSuchEntry or Libc.TooManyLinks or Libc.NotADirectory)
                    continue;
                if (file.IsInvalid || !XfsCalls.SetProject(file, project))
                    throw Failure(path, project);
                if (status.IsDirectory && depth < Deepest)
                    Assign(file, path, project, at, depth + 1);
            }
        }
    }

    private static IOException Failure(string folder, uint project) =>
        new($"cannot assign project {project} to all of {folder}: {Marshal.GetLastPInvokeErrorMessage()}");

    [LibraryImport("libc", EntryPoint = "openat", SetLastError = true)]
    private static partial SafeFileHandle OpenAt(SafeFileHandle folder, byte* name, int flags, uint mode);
}
