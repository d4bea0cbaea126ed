using System;
using System.IO;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Tepui.Containerizer.Fetching.Sandboxes;

namespace Tepui.Containerizer.Volumes;

/// <summary>Directories of persistent volumes. Below the disk's root no link is ever followed.</summary>
public static class VolumeDirectories
{
    private const uint Mode = 0x1ED; // rwxr-xr-x, as in Mesos

    /// <summary>Makes what is missing of a directory below a root that exists.</summary>
    /// <exception cref="IOException">It cannot be made; the message says where and why.</exception>
    public static void Make(string root, string directory)
    {
        SafeFileHandle current = OpenRoot(root);
        try
        {
            foreach (string name in Steps(root, directory))
            {
                SafeFileHandle next = Step(current, name);
                if (next.IsInvalid && Marshal.GetLastPInvokeError() == Libc.NoSuchEntry)
                {
                    if (Libc.MakeDirectoryAt(current, name, Mode) != 0 && Marshal.GetLastPInvokeError() != Libc.Exists)
                        throw Failure("make", directory);
                    next.Dispose();
                    next = Step(current, name);
                }

                current.Dispose();
                current = next.IsInvalid ? throw Failure("make", directory) : next;
            }
        }
        finally
        {
            current.Dispose();
        }
    }

    /// <summary>Removes a directory with all that is in it; that it is not there is no fault. The root itself is only emptied.</summary>
    /// <exception cref="IOException">Something in it stays; the message says where and why.</exception>
    public static void Remove(string root, string directory)
    {
        SafeFileHandle above = OpenRoot(root);
        try
        {
            string[] steps = Steps(root, directory);
            if (steps.Length == 0)
            {
                FolderRemoval.Empty(above, directory);
                return;
            }

            foreach (string name in steps.AsSpan(0, steps.Length - 1))
            {
                SafeFileHandle next = Step(above, name);
                above.Dispose();
                above = next;
                if (next.IsInvalid)
                {
                    if (Marshal.GetLastPInvokeError() == Libc.NoSuchEntry)
                        return;
                    throw Failure("remove", directory);
                }
            }

            using SafeFileHandle volume = Step(above, steps[^1]);
            if (!volume.IsInvalid)
                FolderRemoval.Empty(volume, directory);
            else if (Marshal.GetLastPInvokeError() == Libc.NoSuchEntry)
                return;

            // What is no directory is a file or a link that somebody put in the volume's place.
            int flags = volume.IsInvalid ? 0 : Libc.RemoveDirectory;
            if (Libc.RemoveAt(above, steps[^1], flags) != 0 && Marshal.GetLastPInvokeError() != Libc.NoSuchEntry)
                throw Failure("remove", directory);
        }
        finally
        {
            above.Dispose();
        }
    }

    private static string[] Steps(string root, string directory) =>
        directory[root.TrimEnd('/').Length..].Split('/', StringSplitOptions.RemoveEmptyEntries);

    private static SafeFileHandle OpenRoot(string root)
    {
        SafeFileHandle handle = Libc.Open(root, Libc.ReadOnly | Libc.DirectoryOnly | Libc.CloseOnExec, 0);
        return handle.IsInvalid ? throw Failure("use the disk", root) : handle;
    }

    private static SafeFileHandle Step(SafeFileHandle above, string name) =>
        Libc.OpenAt(above, name, Libc.ReadOnly | Libc.DirectoryOnly | Libc.NoFollow | Libc.CloseOnExec, 0);

    private static IOException Failure(string what, string path) =>
        new($"cannot {what} {path}: {Marshal.GetLastPInvokeErrorMessage()}; see to the disk and to who owns the folder");
}
