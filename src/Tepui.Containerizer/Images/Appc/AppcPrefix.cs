using System;
using System.Linq;

namespace Tepui.Containerizer.Images.Appc;

/// <summary>What --appc_simple_discovery_uri_prefix can be; Mesos's hdfs:// is not among it.</summary>
public static class AppcPrefix
{
    private static readonly string[] Beginnings = ["/", "file:///", "http://", "https://"];

    public static bool IsPrefix(string prefix)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        return Beginnings.Any(beginning => prefix.StartsWith(beginning, StringComparison.Ordinal));
    }
}
