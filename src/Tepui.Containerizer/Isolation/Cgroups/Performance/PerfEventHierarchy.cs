using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Tepui.Containerizer.Mounts;

namespace Tepui.Containerizer.Isolation.Cgroups.Performance;

/// <summary>
/// Where containers have the cgroups whose events are counted: in version 1 if it has the controller mounted; in version 2, which has it
/// in every cgroup and nothing to enable; else in a hierarchy of version 1 that the agent mounts, as Mesos does.
/// </summary>
internal static class PerfEventHierarchy
{
    public const string Controller = "perf_event";

    /// <param name="isNamed">By its own name: otherwise it is left out where it takes a hierarchy of its own and there is nothing to count.</param>
    /// <returns>Null when there is none; one that is not among the mounts is to be mounted.</returns>
    public static CgroupMount? Find(IReadOnlyList<CgroupMount> mounts, CgroupOptions options, bool isNamed)
    {
        if (mounts.FirstOrDefault(mount => !mount.IsUnified && mount.Controllers.Contains(Controller)) is { } mounted)
            return mounted;
        if ((!isNamed && options.Perf.Events.Count == 0) || HierarchyOf(options.ControllersPath) is not { } hierarchy)
            return null;

        // The kernel numbers hierarchies of version 1 only. One that is mounted elsewhere can be mounted here too.
        if (hierarchy == "0" && mounts.FirstOrDefault(mount => mount.IsUnified) is { } unified)
            return unified;
        bool canMount = Directory.Exists(options.Hierarchy)
            && !mounts.Any(mount => mount.Directory == options.Hierarchy.TrimEnd('/'));
        return canMount ? new CgroupMount(Path.Combine(options.Hierarchy, Controller), false, [Controller]) : null;
    }

    /// <exception cref="ContainerLaunchException">The kernel does not let this agent.</exception>
    public static void Mount(CgroupMount missing)
    {
        try
        {
            HostMounts.Hierarchy(missing.Directory, Controller);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ContainerLaunchException(
                $"--isolation: '{CgroupControllers.Prefix}{Controller}' needs its cgroup hierarchy: {e.Message}; mount it there, or leave the name out", e);
        }
    }

    /// <summary>The number of its hierarchy of version 1, 0 for none, as /proc/cgroups has it (cgroups(7)); null when the kernel lacks it.</summary>
    private static string? HierarchyOf(string path)
    {
        try
        {
            return File.ReadLines(path).Select(line => line.Split('\t')).FirstOrDefault(fields => fields is [Controller, _, _, "1"])?[1];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
