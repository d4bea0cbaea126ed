using Tepui.Supervisor.Native;

namespace Tepui.Supervisor.Streams;

/// <summary>Owner and kind of an open file. struct statx is the same on every architecture.</summary>
internal readonly unsafe record struct FileStatus(uint User, uint Group, ushort Mode)
{
    private const int EmptyPath = 0x1000;
    private const int UserAt = 20;
    private const int GroupAt = 24;
    private const int ModeAt = 28;
    private const int Size = 256;
    private const int TypeMask = 0xF000;
    private const int Regular = 0x8000;
    private const uint TypeModeUserGroup = 1 | 2 | 8 | 16;

    public bool IsPlain => (Mode & TypeMask) == Regular;

    public static bool TryRead(int fd, out FileStatus status)
    {
        byte* found = stackalloc byte[Size];
        bool known = Libc.Status(fd, "", EmptyPath, TypeModeUserGroup, found) == 0;
        status = known ? new FileStatus(*(uint*)(found + UserAt), *(uint*)(found + GroupAt), *(ushort*)(found + ModeAt)) : default;
        return known;
    }
}
