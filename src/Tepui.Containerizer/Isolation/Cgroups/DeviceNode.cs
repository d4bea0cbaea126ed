using System.IO;
using System.Runtime.InteropServices;

namespace Tepui.Containerizer.Isolation.Cgroups;

/// <summary>A device by its file, in the words of the controller <c>devices</c>.</summary>
public static unsafe partial class DeviceNode
{
    private const int FormatMask = 0xF000;
    private const int CharacterDevice = 0x2000;
    private const int BlockDevice = 0x6000;

    /// <summary>As <c>c 1:3 rwm</c>.</summary>
    /// <param name="access">Letters of r, w and m.</param>
    /// <exception cref="ContainerLaunchException">There is no such file, or it is no device.</exception>
    public static string EntryOf(string path, string access)
    {
        const int CurrentDirectory = -100;
        const uint BasicStatus = 0x7FF;
        const int Mode = 28;
        const int Major = 128;
        const int Minor = 132;
        byte* status = stackalloc byte[256];
        if (!File.Exists(path) || Statx(CurrentDirectory, path, 0, BasicStatus, status) != 0)
            throw new ContainerLaunchException($"{path} does not exist");
        string kind = (*(ushort*)(status + Mode) & FormatMask) switch
        {
            CharacterDevice => "c",
            BlockDevice => "b",
            _ => throw new ContainerLaunchException($"{path} is no device"),
        };
        return $"{kind} {*(uint*)(status + Major)}:{*(uint*)(status + Minor)} {access}";
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int folder, string path, int flags, uint mask, byte* status);
}
