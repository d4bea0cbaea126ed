using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Tepui.Containerizer.Events;
using Tepui.Containerizer.Isolation.Cgroups.Performance;
using Tepui.Containerizer.Isolation.Cgroups.Version1;
using Tepui.Containerizer.Isolation.Cgroups.Version2;

namespace Tepui.Containerizer.Isolation.Cgroups;

/// <summary>Which controllers the names in --isolation mean, and where the host has them.</summary>
internal static class CgroupControllers
{
    public const string Prefix = "cgroups/";
    public const string All = "cgroups/all";

    /// <summary>Names after the prefix; controllers of version 1, and of version 2, where null means that it has none.</summary>
    private static readonly (string Name, string[] Version1, string? Version2)[] Known =
    [
        ("blkio", ["blkio"], "io"),
        ("cpu", ["cpu", "cpuacct"], "cpu"),
        ("cpuset", ["cpuset"], "cpuset"),
        ("devices", ["devices"], null),
        ("hugetlb", ["hugetlb"], "hugetlb"),
        ("mem", ["memory"], "memory"),
        ("net_cls", ["net_cls"], null),
        ("net_prio", ["net_prio"], null),
        (PerfEventHierarchy.Controller, [PerfEventHierarchy.Controller], null),
        ("pids", ["pids"], "pids"),
    ];

    public static IEnumerable<string> Names => Known.Select(known => Prefix + known.Name).Append(All);

    /// <summary>The host's hierarchies; none where it shows none.</summary>
    public static IReadOnlyList<CgroupMount> Mounts(CgroupOptions options)
    {
        try
        {
            return CgroupMount.Parse(
                File.ReadAllText(options.MountInfoPath),
                options.Hierarchy,
                static directory => new CgroupDirectory(directory).TryRead("cgroup.controllers") ?? "");
        }
        catch (IOException)
        {
            return [];
        }
    }

    /// <summary>What is wanted, by the hierarchy that has it.</summary>
    /// <param name="asked">Names with the prefix; <see cref="All"/> is all that there is.</param>
    /// <param name="faults">Takes what the host does not have.</param>
    public static Dictionary<CgroupMount, List<string>> Find(
        IReadOnlyList<string> asked, IReadOnlyList<CgroupMount> mounts, CgroupOptions options, List<string> faults)
    {
        var found = new Dictionary<CgroupMount, List<string>>();
        bool all = asked.Contains(All);
        foreach ((string name, string[] version1, string? version2) in Known)
        {
            bool isNamed = asked.Contains(Prefix + name);
            if (!all && !isNamed)
                continue;
            List<(CgroupMount Mount, string Controller)> places = name != PerfEventHierarchy.Controller
                ? PlacesOf(version1, version2, mounts)
                : PerfEventHierarchy.Find(mounts, options, isNamed) is { } place ? [(place, name)] : [];
            foreach ((CgroupMount mount, string controller) in places)
            {
                if (!found.TryGetValue(mount, out List<string>? controllers))
                    found.Add(mount, controllers = []);
                controllers.Add(controller);
            }

            if (places.Count == 0 && !all)
            {
                faults.Add(
                    $"--isolation: '{Prefix}{name}' needs the cgroup controller {string.Join(" and ", version1)}, which no hierarchy at or " +
                    $"below {options.Hierarchy} has: mount one, or leave it out");
            }
        }

        if (all && found.Count == 0)
            faults.Add($"--isolation: there is no cgroup hierarchy at or below {options.Hierarchy} for '{All}': mount one, or leave it out");
        return found;
    }

    /// <param name="name">As the kernel names it.</param>
    public static CgroupController Create(
        string name, bool unified, IsolationOptions isolation, KernelEvents events, Action<string, ContainerLimitation> exceeded)
    {
        CgroupOptions options = isolation.Cgroups;
        return (name, unified) switch
        {
            ("cpu", false) => new CpuController(options),
            ("cpu", true) => new UnifiedCpuController(options),
            ("cpuacct", _) => new CpuAccountingController(options),
            ("memory", false) => new MemoryController(options, events, exceeded),
            ("memory", true) => new UnifiedMemoryController(options, events, exceeded),
            ("pids", _) => new PidsController(options),
            ("cpuset", false) => new CpusetController(),
            ("devices", _) => new DevicesController(options),
            ("blkio", _) => new BlockIoController(),
            ("io", _) => new UnifiedIoController(),
            ("net_cls", _) => new NetClassController(options),
            (PerfEventHierarchy.Controller, _) => new PerfEventController(isolation),

            // The container has a cgroup of its own, and the operator or another program does the rest.
            _ => new CgroupController(name),
        };
    }

    /// <summary>Version 1 where it is mounted, for then the unified hierarchy cannot have it.</summary>
    private static List<(CgroupMount Mount, string Controller)> PlacesOf(
        string[] version1, string? version2, IReadOnlyList<CgroupMount> mounts)
    {
        var places = new List<(CgroupMount, string)>();
        foreach (string controller in version1)
        {
            if (mounts.FirstOrDefault(mount => !mount.IsUnified && mount.Controllers.Contains(controller)) is { } mount)
                places.Add((mount, controller));
        }

        if (places.Count == version1.Length)
            return places;
        return version2 is not null && mounts.FirstOrDefault(mount => mount.IsUnified && mount.Controllers.Contains(version2)) is { } unified
            ? [(unified, version2)]
            : [];
    }
}
