using System.Globalization;

namespace Tepui.Containerizer.Isolation.Disk;

/// <summary>Sizes as Mesos writes them: in the greatest unit that leaves no rest.</summary>
internal static class ByteText
{
    private static readonly string[] Units = ["B", "KB", "MB", "GB", "TB"];

    public static string Of(long bytes)
    {
        int unit = 0;
        for (; bytes != 0 && bytes % 1024 == 0 && unit < Units.Length - 1; unit++)
            bytes /= 1024;
        return bytes.ToString(CultureInfo.InvariantCulture) + Units[unit];
    }
}
