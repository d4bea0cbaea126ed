using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Tepui.Agent.Native;

/// <summary>The few calls of the C library that .NET has no lean or no safe counterpart for.</summary>
internal static unsafe partial class Libc
{
    public const int NoSuchEntry = 2;
    public const int Exists = 17;

    public const int CurrentDirectory = -100;
    public const int NoFollow = 0x100;

    private const int ReadOnly = 0;
    private const int NonBlocking = 0x800;
    private const int NoControllingTerminal = 0x100;
    private const int CloseOnExec = 0x80000;

    /// <summary>Opens for reading and never waits, as a pipe would make it.</summary>
    public static int OpenToRead(string path) => Open(path, ReadOnly | NonBlocking | NoControllingTerminal | CloseOnExec, 0);

    /// <summary>Has room kept behind the end of a file, whose length stays. False when the disk is full.</summary>
    public static bool Reserve(SafeFileHandle file, long from, long bytes)
    {
        const int KeepSize = 1;
        const int NotSupported = 95;
        return Allocate(file, KeepSize, from, bytes) == 0 || Marshal.GetLastPInvokeError() == NotSupported;
    }

    [LibraryImport("libc", EntryPoint = "fallocate", SetLastError = true)]
    private static partial int Allocate(SafeFileHandle file, int mode, long from, long bytes);

    /// <summary>Gives a file the present time as its modification time; a link itself.</summary>
    public static int TouchNow(string path) => SetTimes(CurrentDirectory, path, null, NoFollow);

    /// <summary>The calling thread gives way to others, for a processor and for the disk. Where it is not allowed, nothing changes.</summary>
    public static void MakeThreadNice()
    {
        const int Niceness = 10;
        const int Thread = 1;
        const int LowestOfBestEffort = (2 << 13) | 7;

        // 0 is the calling thread (setpriority(2), "C library/kernel differences"; ioprio_set(2)).
        _ = SetPriority(which: 0, who: 0, Niceness);
        _ = SystemCall(
            RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 30 : 251, Thread, 0, LowestOfBestEffort);
    }

    [LibraryImport("libc", EntryPoint = "setpriority")]
    private static partial int SetPriority(int which, uint who, int priority);

    [LibraryImport("libc", EntryPoint = "syscall")]
    private static partial long SystemCall(long number, long which, long who, long priority);

    [LibraryImport("libc", EntryPoint = "utimensat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetTimes(int directory, string path, void* times, int flags);

    [LibraryImport("libc", EntryPoint = "mkdir", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int MakeDirectory(string path, uint mode);

    [LibraryImport("libc", EntryPoint = "chmod", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int ChangeMode(string path, uint mode);

    [LibraryImport("libc", EntryPoint = "symlink", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int SymbolicLink(string target, string path);

    [LibraryImport("libc", EntryPoint = "rename", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Rename(string from, string to);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags, uint mode);
}
