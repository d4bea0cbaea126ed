using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Tepui.Containerizer.Isolation.Disk.Xfs;

/// <summary>
/// Calls about projects and their quotas: ioctl_xfs_fsgetxattr(2), quotactl(2). Numbers and layouts are the same on every architecture.
/// </summary>
internal static unsafe partial class XfsCalls
{
    /// <summary>The error of a file system that counts nothing at all.</summary>
    public const int NoQuotas = 38;

    private const uint GetAttributes = 0x801C581F;
    private const uint SetAttributes = 0x401C5820;
    private const uint Inherits = 0x200;

    private const int QuotaOn = 0x5801;
    private const int GetQuota = 0x5803;
    private const int SetLimits = 0x5804;
    private const int GetState = 0x5808;
    private const int ProjectQuota = 2;
    private const byte QuotaVersion = 1;
    private const byte OfProject = 2;
    private const ushort BlockLimits = 0x4 | 0x8;

    public const ushort Counts = 0x10;
    public const ushort Enforces = 0x20;

    /// <summary>Null when it fails.</summary>
    public static uint? ProjectOf(SafeFileHandle file)
    {
        FileAttributes attributes = default;
        return Control(file, GetAttributes, &attributes) == 0 ? attributes.Project : null;
    }

    /// <param name="project">What is made in a folder inherits it; 0 for none.</param>
    public static bool SetProject(SafeFileHandle file, uint project)
    {
        FileAttributes attributes = default;
        if (Control(file, GetAttributes, &attributes) != 0)
            return false;
        attributes.Project = project;
        attributes.Flags = project == 0 ? attributes.Flags & ~Inherits : attributes.Flags | Inherits;
        return Control(file, SetAttributes, &attributes) == 0;
    }

    /// <summary>Which of <see cref="Counts"/> and <see cref="Enforces"/> a file system does; null when it fails.</summary>
    public static ushort? StateOf(string device)
    {
        var state = new QuotaState { Version = QuotaVersion };
        return Quota(Command(GetState), device, 0, &state) == 0 ? state.Flags : null;
    }

    public static bool TurnOn(string device, uint flags) => Quota(Command(QuotaOn), device, 0, &flags) == 0;

    public static bool TryGet(string device, uint project, out BlockQuota quota)
    {
        quota = new BlockQuota { Version = QuotaVersion, Kind = OfProject, Id = project };
        fixed (BlockQuota* found = &quota)
            return Quota(Command(GetQuota), device, project, found) == 0;
    }

    public static bool Set(string device, uint project, ulong softBlocks, ulong hardBlocks)
    {
        var quota = new BlockQuota
        {
            Version = QuotaVersion,
            Kind = OfProject,
            Fields = BlockLimits,
            Id = project,
            SoftBlocks = softBlocks,
            HardBlocks = hardBlocks,
        };
        return Quota(Command(SetLimits), device, project, &quota) == 0;
    }

    private static int Command(int command) => (command << 8) | ProjectQuota;

    /// <summary>struct fs_disk_quota of linux/dqblk_xfs.h; blocks of 512 bytes.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 112)]
    public struct BlockQuota
    {
        [FieldOffset(0)]
        public byte Version;

        [FieldOffset(1)]
        public byte Kind;

        [FieldOffset(2)]
        public ushort Fields;

        [FieldOffset(4)]
        public uint Id;

        [FieldOffset(8)]
        public ulong HardBlocks;

        [FieldOffset(16)]
        public ulong SoftBlocks;

        [FieldOffset(40)]
        public ulong UsedBlocks;
    }

    /// <summary>struct fs_quota_statv of linux/dqblk_xfs.h.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 160)]
    private struct QuotaState
    {
        [FieldOffset(0)]
        public byte Version;

        [FieldOffset(2)]
        public ushort Flags;
    }

    /// <summary>struct fsxattr of linux/fs.h.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 28)]
    private struct FileAttributes
    {
        [FieldOffset(0)]
        public uint Flags;

        [FieldOffset(12)]
        public uint Project;
    }

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Control(SafeFileHandle file, nuint request, FileAttributes* attributes);

    [LibraryImport("libc", EntryPoint = "quotactl", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Quota(int command, string device, uint id, void* argument);
}
