using System.Collections.Generic;
using System.IO;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Tepui.Containerizer.Fetching.Sandboxes;
using Tepui.Containerizer.Files;

namespace Tepui.Containerizer.Volumes;

/// <summary>
/// Empties a folder, whatever a task has made of it: links are removed and never followed, names may be any bytes, and a tree of
/// any depth needs two open folders: what lies deeper is moved up, level by level.
/// </summary>
internal static unsafe partial class FolderRemoval
{
    private const int PermissionDenied = 13;
    private const int NotPermitted = 1;
    private const int NotEmpty = 39;
    private const int Busy = 16;
    private const int MostNames = 10_000;
    private const uint OwnerOnly = 0x1C0; // rwx------

    /// <exception cref="IOException">Something stays; the message says where and why.</exception>
    public static void Empty(SafeFileHandle folder, string path)
    {
        long moved = 0;
        Place place = PlaceOf(folder);
        for (List<byte[]> names = FolderNames.Read(folder, MostNames); names.Count > 0; names = FolderNames.Read(folder, MostNames))
        {
            int error = 0;
            bool progress = false;
            foreach (byte[] name in names)
            {
                fixed (byte* entry = name)
                    progress |= TryRemove(folder, place, entry, ref moved, ref error);
            }

            if (!progress)
            {
                string reason = Marshal.GetPInvokeErrorMessage(error);
                throw new IOException($"cannot remove what is in {path}: {reason}; see to who owns it and what is mounted there");
            }
        }
    }

    /// <summary>Removes an entry, or at least the level below it.</summary>
    private static bool TryRemove(SafeFileHandle folder, Place place, byte* name, ref long moved, ref int error)
    {
        if (Unlink(folder, name, 0) == 0)
            return true;
        error = Marshal.GetLastPInvokeError();
        if (error == Libc.NoSuchEntry)
            return true;
        if (error is not (Libc.IsADirectory or NotPermitted or PermissionDenied))
            return false;
        using SafeFileHandle below = OpenFolder(folder, name);
        if (below.IsInvalid)
        {
            error = Marshal.GetLastPInvokeError();
            return false;
        }

        // What is mounted there is not of this folder.
        if (PlaceOf(below) != place)
        {
            error = Busy;
            return false;
        }

        bool progress = false;
        foreach (byte[] inner in FolderNames.Read(below, MostNames))
        {
            fixed (byte* entry = inner)
                progress |= TryMoveUp(below, entry, folder, ref moved, ref error);
        }

        if (Unlink(folder, name, Libc.RemoveDirectory) == 0)
            return true;
        int last = Marshal.GetLastPInvokeError();
        error = last == NotEmpty && error != 0 ? error : last;
        return progress;
    }

    private static bool TryMoveUp(SafeFileHandle below, byte* name, SafeFileHandle top, ref long moved, ref int error)
    {
        if (Unlink(below, name, 0) == 0 || Unlink(below, name, Libc.RemoveDirectory) == 0)
            return true;
        while (true)
        {
            string free = ".removed-" + moved++;
            if (Rename(below, name, top, free, NoReplace) == 0)
                return true;
            error = Marshal.GetLastPInvokeError();
            if (error == Libc.NoSuchEntry)
                return true;
            if (error == PermissionDenied && ChangeMode(below, name, OwnerOnly, 0) == 0 && Rename(below, name, top, free, NoReplace) == 0)
                return true;
            if (error != Libc.Exists)
                return false;
        }
    }

    /// <summary>A folder its owner may not read is made readable first; root may read all.</summary>
    private static SafeFileHandle OpenFolder(SafeFileHandle above, byte* name)
    {
        int flags = Libc.ReadOnly | Libc.DirectoryOnly | Libc.NoFollow | Libc.CloseOnExec;
        SafeFileHandle folder = Open(above, name, flags, 0);
        if (!folder.IsInvalid || Marshal.GetLastPInvokeError() != PermissionDenied || ChangeMode(above, name, OwnerOnly, 0) != 0)
            return folder;
        folder.Dispose();
        return Open(above, name, flags, 0);
    }

    /// <summary>The mount it lies in; on kernels that tell no mounts' ids, at least the file system.</summary>
    private static Place PlaceOf(SafeFileHandle folder) =>
        FileStatus.TryRead(folder, out FileStatus status) ? new Place(status.Place, status.Mount) : default;

    private readonly record struct Place((uint Major, uint Minor) Device, ulong Mount);

    private const uint NoReplace = 1;

    [LibraryImport("libc", EntryPoint = "unlinkat", SetLastError = true)]
    private static partial int Unlink(SafeFileHandle folder, byte* name, int flags);

    [LibraryImport("libc", EntryPoint = "openat", SetLastError = true)]
    private static partial SafeFileHandle Open(SafeFileHandle folder, byte* name, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "fchmodat", SetLastError = true)]
    private static partial int ChangeMode(SafeFileHandle folder, byte* name, uint mode, int flags);

    [LibraryImport("libc", EntryPoint = "renameat2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Rename(SafeFileHandle from, byte* name, SafeFileHandle to, string free, uint flags);
}
