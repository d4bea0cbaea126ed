using System;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Tepui.Containerizer.Isolation.Cgroups;
using Tepui.Containerizer.Mounts;

namespace Tepui.Containerizer.Tests.Isolation.Cgroups.Performance;

/// <summary>Takes away what a test's agent has in cgroups. The kernel has one hierarchy of perf_event, wherever and how often it is mounted.</summary>
internal static class PerfHierarchy
{
    public static async Task RemoveAsync(CgroupOptions options, CancellationToken bound)
    {
        foreach (CgroupMount mount in CgroupControllers.Mounts(options))
        {
            await CgroupRemoval.RemoveAsync(new CgroupDirectory(Path.Combine(mount.Directory, options.Root)), new CgroupOptions(), TimeProvider.System, bound);
            if (mount.IsUnified)
                continue;

            try
            {
                // While a cgroup is on its way out, unmounting leaves a hierarchy that nobody sees, and version 2 without the controller.
                while (Fields()[2] != "1")
                    await NextAsync(bound);
            }
            finally
            {
                HostMounts.DetachBelow(mount.Directory);
                Directory.Delete(mount.Directory);
            }
        }
    }

    /// <summary>Completes when version 2 has the controller: another test's hierarchy of version 1 goes some time after its mount.</summary>
    public static async Task UnifiedAsync(CancellationToken bound)
    {
        while (Fields()[1] != "0")
            await NextAsync(bound);
    }

    private static async Task NextAsync(CancellationToken bound)
    {
        bound.ThrowIfCancellationRequested();
        await Task.Yield();
    }

    /// <summary>Its name, its hierarchy's number, how many cgroups that has, whether it is enabled.</summary>
    private static string[] Fields() =>
        File.ReadLines("/proc/cgroups").Select(line => line.Split('\t')).Single(fields => fields[0] == "perf_event");
}
