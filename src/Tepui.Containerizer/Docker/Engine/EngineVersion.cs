using System;
using System.Globalization;

namespace Tepui.Containerizer.Docker.Engine;

/// <summary>A version of the Engine API (https://docs.docker.com/reference/api/engine/version-history/).</summary>
internal readonly record struct EngineVersion(int Major, int Minor) : IComparable<EngineVersion>
{
    /// <summary>Docker 20.10.</summary>
    public static readonly EngineVersion Lowest = new(1, 41);

    /// <summary>The newest whose changes were looked through; a dockerd that is newer still speaks it.</summary>
    public static readonly EngineVersion Highest = new(1, 52);

    public static EngineVersion? Parse(string? text)
    {
        string[] parts = (text ?? "").Split('.');
        return parts.Length == 2
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int major)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int minor)
                ? new EngineVersion(major, minor)
                : null;
    }

    public int CompareTo(EngineVersion other) => (Major, Minor).CompareTo((other.Major, other.Minor));

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Major}.{Minor}");
}
