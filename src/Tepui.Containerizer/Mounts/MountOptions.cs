using System;
using System.Collections.Generic;

namespace Tepui.Containerizer.Mounts;

/// <summary>Options of mount(8) as mount(2) takes them.</summary>
/// <param name="Flags">Of the mount itself.</param>
/// <param name="Propagation">Set by a call of its own; 0 leaves it.</param>
/// <param name="Data">What the file system itself is told.</param>
internal sealed record MountOptions(ulong Flags, ulong Propagation, string Data)
{
    public const ulong ReadOnly = 1;
    public const ulong Remount = 0x20;
    public const ulong Bind = 0x1000;
    public const ulong Recursive = 0x4000;
    public const ulong Private = 1 << 18;
    public const ulong Slave = 1 << 19;
    public const ulong Shared = 1 << 20;

    private static readonly Dictionary<string, (ulong Set, ulong Cleared)> Known = new(StringComparer.Ordinal)
    {
        ["defaults"] = (0, 0),
        ["ro"] = (ReadOnly, 0),
        ["rw"] = (0, ReadOnly),
        ["nosuid"] = (0x2, 0),
        ["suid"] = (0, 0x2),
        ["nodev"] = (0x4, 0),
        ["dev"] = (0, 0x4),
        ["noexec"] = (0x8, 0),
        ["exec"] = (0, 0x8),
        ["sync"] = (0x10, 0),
        ["async"] = (0, 0x10),
        ["remount"] = (Remount, 0),
        ["mand"] = (0x40, 0),
        ["dirsync"] = (0x80, 0),
        ["nosymfollow"] = (0x100, 0),
        ["noatime"] = (0x400, 0),
        ["atime"] = (0, 0x400),
        ["nodiratime"] = (0x800, 0),
        ["bind"] = (Bind, 0),
        ["rbind"] = (Bind | Recursive, 0),
        ["move"] = (0x2000, 0),
        ["silent"] = (0x8000, 0),
        ["relatime"] = (1 << 21, 0),
        ["strictatime"] = (1 << 24, 0),
    };

    private static readonly Dictionary<string, ulong> KnownPropagation = new(StringComparer.Ordinal)
    {
        ["private"] = Private,
        ["rprivate"] = Private | Recursive,
        ["slave"] = Slave,
        ["rslave"] = Slave | Recursive,
        ["shared"] = Shared,
        ["rshared"] = Shared | Recursive,
        ["unbindable"] = 1 << 17,
        ["runbindable"] = (1 << 17) | Recursive,
    };

    /// <summary>What is no option of all file systems is the file system's own. Of contrary ones the last holds.</summary>
    public static MountOptions Parse(IReadOnlyList<string> options)
    {
        ulong flags = 0;
        ulong propagation = 0;
        List<string>? data = null;
        foreach (string option in options)
        {
            if (Known.TryGetValue(option, out (ulong Set, ulong Cleared) known))
                flags = (flags & ~known.Cleared) | known.Set;
            else if (KnownPropagation.TryGetValue(option, out ulong kind))
                propagation = kind;
            else if (option.Length > 0)
                (data ??= []).Add(option);
        }

        return new MountOptions(flags, propagation, data is null ? "" : string.Join(',', data));
    }
}
