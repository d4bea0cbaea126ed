using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Tepui.Containerizer.Launching.Oci;

/// <summary>
/// Cgroups of a runtime that cannot do without: below those that isolators made, so that their limits hold, and its own alone, so that
/// it never kills by a cgroup what is not its container's.
/// </summary>
internal static class RuntimeCgroups
{
    private const string Leaf = "oci-";

    /// <summary>As config.json has it: from the root of every hierarchy.</summary>
    public static string PathFor(IReadOnlyList<string> cgroups, string root, string key)
    {
        foreach (string cgroup in cgroups)
        {
            foreach (string mount in Hierarchies().Where(mount => cgroup.StartsWith(mount + "/", StringComparison.Ordinal)))
                return $"{cgroup[mount.Length..]}/{Leaf}{key}";
        }

        return $"/{root.Trim('/')}/{Leaf}{key}";
    }

    /// <summary>Removes it where nothing is in it; what is above it is an isolator's, or all containers'.</summary>
    public static void Remove(string? path)
    {
        if (path is null)
            return;
        foreach (string mount in Hierarchies())
        {
            try
            {
                if (Directory.Exists(mount + path))
                    Directory.Delete(mount + path);
            }
            catch (IOException)
            {
                // Somebody is in it, or it was removed just now.
            }
        }
    }

    private static IEnumerable<string> Hierarchies() =>
        from line in File.ReadLines("/proc/self/mounts")
        let fields = line.Split(' ')
        where fields[2] is "cgroup" or "cgroup2"
        select fields[1];
}
