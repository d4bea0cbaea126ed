using System.Runtime.InteropServices;

namespace Tepui.Containerizer.Images.Provisioning;

/// <summary>How a layer on the disk says that something below it is hidden, in overlayfs's own terms.</summary>
internal static unsafe partial class LayerMarks
{
    private const int CurrentFolder = -100;
    private const int NoFollow = 0x100;
    private const uint TypeOnly = 1;
    private const int ModeOffset = 28;
    private const int DeviceOffset = 128;

    public static bool IsWhiteout(string path)
    {
        byte* status = stackalloc byte[256];
        return Status(CurrentFolder, path, NoFollow, TypeOnly, status) == 0
            && (*(ushort*)(status + ModeOffset) & 0xF000) == 0x2000
            && *(ulong*)(status + DeviceOffset) == 0;
    }

    public static bool IsOpaque(string path)
    {
        byte value = 0;
        return Attribute(path, "trusted.overlay.opaque", &value, 1) == 1 && value == 'y';
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Status(int folder, string path, int flags, uint mask, byte* status);

    [LibraryImport("libc", EntryPoint = "lgetxattr", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint Attribute(string path, string name, byte* value, nuint size);
}
