using System.Text.Json;
using Mesos.V1;
using Tepui.Endpoints.Json;

namespace Tepui.Endpoints.Versions;

/// <summary>The version in its three forms.</summary>
public static class VersionJson
{
    /// <summary>GET_VERSION's.</summary>
    public static VersionInfo Message() => new()
    {
        Version = TepuiVersion.Mesos,
        BuildDate = BuildTime.Date,
        BuildTime = BuildTime.At.ToUnixTimeSeconds(),
        BuildUser = "",
    };

    /// <summary>The body of <c>/version</c>: by name, Tepui's own beside Mesos's three plain numbers.</summary>
    public static void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        WriteBuild(writer);
        writer.WriteString("tepui_version", TepuiVersion.Own);
        writer.WriteString("version", TepuiVersion.Mesos);
        writer.WriteEndObject();
    }

    /// <summary>The first members of <c>/state</c>.</summary>
    public static void WriteVersionMembers(this Utf8JsonWriter writer)
    {
        writer.WriteString("version", TepuiVersion.Mesos);
        writer.WriteString("tepui_version", TepuiVersion.Own);
        WriteBuild(writer);
    }

    private static void WriteBuild(Utf8JsonWriter writer)
    {
        writer.WriteString("build_date", BuildTime.Date);
        writer.WriteSeconds("build_time", BuildTime.At);
        writer.WriteString("build_user", "");
    }
}
