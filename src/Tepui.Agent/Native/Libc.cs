using System.Runtime.InteropServices;

namespace Tepui.Agent.Native;

/// <summary>The few calls of the C library that .NET has no lean or no safe counterpart for.</summary>
internal static unsafe partial class Libc
{
    public const int NoSuchEntry = 2;
    public const int Exists = 17;

    public const int CurrentDirectory = -100;
    public const int EmptyPath = 0x1000;
    public const int NoFollow = 0x100;
    public const uint BasicStats = 0x7FF;

    private const int ReadOnly = 0;
    private const int NonBlocking = 0x800;
    private const int NoControllingTerminal = 0x100;
    private const int CloseOnExec = 0x80000;

    /// <summary>Opens for reading and never waits, as a pipe would make it.</summary>
    public static int OpenToRead(string path) => Open(path, ReadOnly | NonBlocking | NoControllingTerminal | CloseOnExec, 0);

    [LibraryImport("libc", EntryPoint = "mkdir", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int MakeDirectory(string path, uint mode);

    [LibraryImport("libc", EntryPoint = "symlink", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int SymbolicLink(string target, string path);

    [LibraryImport("libc", EntryPoint = "rename", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Rename(string from, string to);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Statx(int directory, string path, int flags, uint mask, FileStatus* status);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags, uint mode);
}

/// <summary>What statx(2) tells; its layout is the same on every architecture.</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal struct FileStatus
{
    private const uint TypeMask = 0xF000;
    private const uint DirectoryType = 0x4000;
    private const uint RegularType = 0x8000;

    [FieldOffset(16)]
    public uint Links;

    [FieldOffset(20)]
    public uint User;

    [FieldOffset(24)]
    public uint Group;

    [FieldOffset(28)]
    public ushort Mode;

    [FieldOffset(40)]
    public ulong Size;

    /// <summary>Seconds since 1970.</summary>
    [FieldOffset(112)]
    public long Modified;

    public readonly bool IsDirectory => (Mode & TypeMask) == DirectoryType;

    public readonly bool IsRegular => (Mode & TypeMask) == RegularType;

    public readonly uint Type => Mode & TypeMask;
}
