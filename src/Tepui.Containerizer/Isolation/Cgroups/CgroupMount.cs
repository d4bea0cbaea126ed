using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace Tepui.Containerizer.Isolation.Cgroups;

/// <summary>A hierarchy of cgroups as it is mounted: one controller or several of version 1, or the unified one of version 2.</summary>
/// <param name="Directory">Where it is mounted.</param>
internal sealed record CgroupMount(string Directory, bool IsUnified, IReadOnlyList<string> Controllers)
{
    /// <summary>All that a kernel may name in the options of a mount of version 1; everything else there is no controller.</summary>
    private static readonly string[] Known =
    [
        "blkio", "cpu", "cpuacct", "cpuset", "devices", "freezer", "hugetlb", "memory", "misc", "net_cls", "net_prio", "perf_event",
        "pids", "rdma",
    ];

    /// <summary>The hierarchies at or below a directory, a controller's first mount only.</summary>
    /// <param name="mountInfo">As /proc/self/mountinfo has it (proc(5)).</param>
    /// <param name="unifiedControllers">What cgroup.controllers says in the directory of a mount of version 2.</param>
    public static IReadOnlyList<CgroupMount> Parse(string mountInfo, string below, Func<string, string> unifiedControllers)
    {
        var mounts = new List<CgroupMount>();
        foreach (string line in mountInfo.Split('\n'))
        {
            // 36 35 98:0 /root /mount/point rw,noatime master:1 - type source super,options
            string[] halves = line.Split(" - ", 2);
            if (halves.Length != 2)
                continue;
            string[] place = halves[0].Split(' ');
            string[] type = halves[1].Split(' ');
            if (place.Length < 6 || type.Length < 3)
                continue;
            string directory = Unescape(place[4]);
            if (!IsBelow(directory, below) || mounts.Exists(mount => mount.Directory == directory))
                continue;
            if (type[0] == "cgroup2")
            {
                mounts.Add(new(directory, true, unifiedControllers(directory).Split(
                    [' ', '\n'], StringSplitOptions.RemoveEmptyEntries)));
            }
            else if (type[0] == "cgroup")
            {
                string[] controllers = [.. type[2].Split(',').Where(option =>
                    Known.Contains(option) && !mounts.Exists(mount => !mount.IsUnified && mount.Controllers.Contains(option)))];
                if (controllers.Length > 0)
                    mounts.Add(new(directory, false, controllers));
            }
        }

        return mounts;
    }

    private static bool IsBelow(string directory, string root)
    {
        string trimmed = root.TrimEnd('/');
        return directory == trimmed || directory.StartsWith(trimmed + '/', StringComparison.Ordinal);
    }

    /// <summary>The kernel writes space, tab, newline and backslash as three octal digits.</summary>
    private static string Unescape(string text)
    {
        if (!text.Contains('\\'))
            return text;
        var plain = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\' && i + 3 < text.Length && text.AsSpan(i + 1, 3).IndexOfAnyExceptInRange('0', '7') < 0)
            {
                _ = plain.Append((char)Convert.ToInt32(text.Substring(i + 1, 3), 8));
                i += 3;
            }
            else
            {
                _ = plain.Append(text[i]);
            }
        }

        return plain.ToString();
    }
}
