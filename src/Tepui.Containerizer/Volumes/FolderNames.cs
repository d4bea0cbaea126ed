using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Tepui.Containerizer.Volumes;

/// <summary>What is in an open folder; names may be any bytes.</summary>
internal static unsafe partial class FolderNames
{
    private const int NameOffset = 19;
    private const int LengthOffset = 16;

    /// <summary>Some names, each with a NUL after it; all when there are fewer.</summary>
    public static List<byte[]> Read(SafeFileHandle folder, int most)
    {
        var names = new List<byte[]>();
        const int Size = 32 * 1024;
        byte* buffer = stackalloc byte[Size];
        _ = Seek(folder, 0, 0);
        for (nint length = Read(folder, buffer, Size); length > 0 && names.Count < most; length = Read(folder, buffer, Size))
        {
            for (nint at = 0; at < length; at += *(ushort*)(buffer + at + LengthOffset))
            {
                ReadOnlySpan<byte> name = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(buffer + at + NameOffset);
                if (!name.SequenceEqual("."u8) && !name.SequenceEqual(".."u8))
                    names.Add([.. name, 0]);
            }
        }

        return names;
    }

    [LibraryImport("libc", EntryPoint = "getdents64", SetLastError = true)]
    private static partial nint Read(SafeFileHandle folder, byte* buffer, nuint size);

    [LibraryImport("libc", EntryPoint = "lseek", SetLastError = true)]
    private static partial long Seek(SafeFileHandle folder, long offset, int whence);
}
