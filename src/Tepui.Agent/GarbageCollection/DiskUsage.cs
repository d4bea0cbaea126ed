using System;
using System.IO;
using System.Runtime.InteropServices;

namespace Tepui.Agent.GarbageCollection;

/// <summary>How full a file system is: of its blocks or of its inodes, whichever are scarcer. Mesos looks at blocks only.</summary>
internal static unsafe partial class DiskUsage
{
    /// <summary>From 0 to 1.</summary>
    /// <exception cref="IOException">It cannot be told.</exception>
    public static double Of(string path)
    {
        FileSystemStatus status;
        if (StatFileSystem(path, &status) != 0)
            throw new IOException($"cannot measure the disk of {path}: {Marshal.GetLastPInvokeErrorMessage()}");
        return Math.Max(Part(status.Blocks, status.FreeBlocks), Part(status.Files, status.FreeFiles));
    }

    private static double Part(ulong all, ulong free) => all == 0 || free > all ? 0 : (double)(all - free) / all;

    [LibraryImport("libc", EntryPoint = "statvfs", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int StatFileSystem(string path, FileSystemStatus* status);

    /// <summary>struct statvfs of glibc on 64 bits.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 112)]
    private struct FileSystemStatus
    {
        [FieldOffset(16)]
        public ulong Blocks;

        [FieldOffset(24)]
        public ulong FreeBlocks;

        /// <summary>0 where the file system makes inodes as they are needed.</summary>
        [FieldOffset(40)]
        public ulong Files;

        [FieldOffset(48)]
        public ulong FreeFiles;
    }
}
