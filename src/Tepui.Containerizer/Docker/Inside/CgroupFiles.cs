using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;

namespace Tepui.Containerizer.Docker.Inside;

/// <summary>Where the kernel keeps its numbers of a process's cgroups: one folder a controller, or one for all of them (version 2).</summary>
/// <param name="process">The text of its <c>/proc/PID/cgroup</c>.</param>
/// <param name="mounts">The text of <c>/proc/self/mountinfo</c>.</param>
internal sealed class CgroupFiles(string process, string mounts)
{
    private readonly (string Controllers, string Path)[] _groups =
    [
        .. from line in process.Split('\n')
           let parts = line.Split(':', 3)
           where parts.Length == 3
           select (parts[1], parts[2]),
    ];

    private readonly (string Type, string Options, string Root, string Point)[] _mounts =
    [
        .. from line in mounts.Split('\n')
           let halves = line.Split(" - ", 2)
           where halves.Length == 2
           let left = halves[0].Split(' ')
           let right = halves[1].Split(' ')
           where right[0] is "cgroup" or "cgroup2"
           select (right[0], right[^1], left[3], left[4]),
    ];

    /// <exception cref="IOException">The process has ended.</exception>
    public static CgroupFiles OfProcess(int pid) =>
        new(File.ReadAllText($"/proc/{pid}/cgroup"), File.ReadAllText("/proc/self/mountinfo"));

    /// <summary>The folder of a controller of version 1; null where it is not mounted, or the process is in the root, as one that ends is.</summary>
    public string? Of(string controller) => Folder(
        _groups.FirstOrDefault(group => group.Controllers.Split(',').Contains(controller)).Path,
        _mounts.FirstOrDefault(mount => mount.Type == "cgroup" && mount.Options.Split(',').Contains(controller)));

    /// <summary>The folder in the hierarchy of version 2.</summary>
    public string? Unified() => Folder(
        _groups.FirstOrDefault(group => group.Controllers?.Length == 0).Path,
        _mounts.FirstOrDefault(mount => mount.Type == "cgroup2"));

    /// <summary>A file of names and numbers; empty when it is not there.</summary>
    public static Dictionary<string, ulong> Numbers(string? folder, string file)
    {
        var numbers = new Dictionary<string, ulong>(StringComparer.Ordinal);
        if (folder is null || !File.Exists(Path.Combine(folder, file)))
            return numbers;
        foreach (string line in File.ReadLines(Path.Combine(folder, file)))
        {
            int space = line.IndexOf(' ', StringComparison.Ordinal);
            if (space > 0 && ulong.TryParse(line.AsSpan(space + 1), CultureInfo.InvariantCulture, out ulong number))
                numbers[line[..space]] = number;
        }

        return numbers;
    }

    /// <summary>A file of one number; null when it is not there, or says <c>max</c>.</summary>
    public static ulong? Number(string? folder, string file) =>
        folder is not null && File.Exists(Path.Combine(folder, file))
            && ulong.TryParse(File.ReadAllText(Path.Combine(folder, file)).AsSpan().Trim(), CultureInfo.InvariantCulture, out ulong number)
                ? number
                : null;

    private static string? Folder(string? group, (string Type, string Options, string Root, string Point) mount)
    {
        if (group is null or "/" || mount.Point is null)
            return null;

        // In a container of its own the agent sees a part of the hierarchy mounted.
        string path = mount.Root != "/" && group.StartsWith(mount.Root, StringComparison.Ordinal) ? group[mount.Root.Length..] : group;
        return Path.Combine(mount.Point, path.TrimStart('/'));
    }
}
