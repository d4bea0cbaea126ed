using System.Reflection;

namespace Tepui.Endpoints.Versions;

/// <summary>What this program says of its version.</summary>
public static class TepuiVersion
{
    /// <summary>The Mesos version it is compatible with, as clients read it: three plain numbers.</summary>
    public const string Mesos = "1.12.0";

    public static string Own { get; } =
        typeof(TepuiVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0";
}
