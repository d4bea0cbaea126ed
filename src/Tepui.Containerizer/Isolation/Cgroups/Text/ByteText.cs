using System.Globalization;

namespace Tepui.Containerizer.Isolation.Cgroups.Text;

/// <summary>Amounts as Mesos writes them for people: in the largest unit that loses nothing.</summary>
internal static class ByteText
{
    private static readonly string[] Units = ["B", "KB", "MB", "GB", "TB"];

    public static string Of(ulong bytes)
    {
        int unit = 0;
        while (unit < Units.Length - 1 && bytes > 0 && bytes % 1024 == 0)
        {
            bytes /= 1024;
            unit++;
        }

        return bytes.ToString(CultureInfo.InvariantCulture) + Units[unit];
    }
}
