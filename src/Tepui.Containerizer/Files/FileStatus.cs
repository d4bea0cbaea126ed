using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Tepui.Containerizer.Files;

/// <summary>What statx(2) tells of a file; its layout is the same on every architecture.</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
public readonly unsafe partial record struct FileStatus
{
    private const int CurrentDirectory = -100;
    private const int NoFollow = 0x100;
    private const int EmptyPath = 0x1000;
    private const uint BasicStatus = 0x7FF;
    private const uint MountId = 0x1000;
    private const uint TypeMask = 0xF000;

    [FieldOffset(0)]
    private readonly uint _known;

    [FieldOffset(16)]
    private readonly uint _links;

    [FieldOffset(20)]
    private readonly uint _user;

    [FieldOffset(24)]
    private readonly uint _group;

    [FieldOffset(28)]
    private readonly ushort _mode;

    [FieldOffset(40)]
    private readonly ulong _size;

    [FieldOffset(112)]
    private readonly long _modified;

    [FieldOffset(128)]
    private readonly uint _major;

    [FieldOffset(132)]
    private readonly uint _minor;

    [FieldOffset(136)]
    private readonly uint _deviceMajor;

    [FieldOffset(140)]
    private readonly uint _deviceMinor;

    [FieldOffset(144)]
    private readonly ulong _mount;

    public uint Links => _links;

    public uint User => _user;

    public uint Group => _group;

    /// <summary>The kind of file and its permissions.</summary>
    public ushort Mode => _mode;

    public ulong Size => _size;

    /// <summary>Seconds since 1970.</summary>
    public long Modified => _modified;

    /// <summary>Which device it is, when it is one.</summary>
    public (uint Major, uint Minor) Device => (_major, _minor);

    public uint Type => Mode & TypeMask;

    public bool IsDirectory => Type == 0x4000;

    public bool IsRegular => Type == 0x8000;

    public bool IsCharacterDevice => Type == 0x2000;

    public bool IsBlockDevice => Type == 0x6000;

    /// <summary>The device that it lies on.</summary>
    public (uint Major, uint Minor) Place => (_deviceMajor, _deviceMinor);

    /// <summary>The mount that the file lies in; 0 on kernels that tell none.</summary>
    public ulong Mount => (_known & MountId) == 0 ? 0 : _mount;

    public static bool TryRead(string path, out FileStatus status, bool follow = true)
    {
        status = default;
        fixed (FileStatus* found = &status)
            return Statx(CurrentDirectory, path, follow ? 0 : NoFollow, BasicStatus | MountId, found) == 0;
    }

    public static bool TryRead(SafeFileHandle file, out FileStatus status)
    {
        status = default;
        fixed (FileStatus* found = &status)
            return Statx(file, "", EmptyPath, BasicStatus | MountId, found) == 0;
    }

    /// <param name="name">In an open folder, with a NUL after it; of a link, the link itself.</param>
    internal static bool TryRead(SafeFileHandle folder, byte* name, out FileStatus status)
    {
        status = default;
        fixed (FileStatus* found = &status)
            return Statx(folder, name, NoFollow, BasicStatus | MountId, found) == 0;
    }

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int directory, string path, int flags, uint mask, FileStatus* status);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(SafeFileHandle file, string path, int flags, uint mask, FileStatus* status);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true)]
    private static partial int Statx(SafeFileHandle folder, byte* name, int flags, uint mask, FileStatus* status);
}
