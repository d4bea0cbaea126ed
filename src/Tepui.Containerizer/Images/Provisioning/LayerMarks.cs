using System.Runtime.InteropServices;
using Tepui.Containerizer.Files;

namespace Tepui.Containerizer.Images.Provisioning;

/// <summary>How a layer on the disk says that something below it is hidden, in overlayfs's own terms.</summary>
internal static unsafe partial class LayerMarks
{
    public static bool IsWhiteout(string path) =>
        FileStatus.TryRead(path, out FileStatus status, follow: false) && status is { IsCharacterDevice: true, Device: (0, 0) };

    public static bool IsOpaque(string path)
    {
        byte value = 0;
        return Attribute(path, "trusted.overlay.opaque", &value, 1) == 1 && value == 'y';
    }

    [LibraryImport("libc", EntryPoint = "lgetxattr", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint Attribute(string path, string name, byte* value, nuint size);
}
