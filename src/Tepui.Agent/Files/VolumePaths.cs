using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Mesos.V1;
using Tepui.Kernel.Agent;
using Tepui.Kernel.Agent.Views;
using Tepui.Kernel.Agent.Volumes;
using Tepui.Kernel.Resources;

namespace Tepui.Agent.Files;

/// <summary>
/// Persistent volumes as they are reached through the sandboxes of containers that have them now: what the agent knows of them
/// counts, not the links that lie there, which a task may have turned elsewhere.
/// </summary>
internal static class VolumePaths
{
    /// <summary>The volume at a path that lies in a sandbox, and what follows it, with a slash; null when there is none.</summary>
    /// <param name="sandbox">Its directory as the agent has it.</param>
    public static (VolumePlace Volume, string Below)? Find(string workDirectory, AgentView view, Sandbox sandbox, string inside)
    {
        foreach ((string path, VolumePlace volume) in Of(workDirectory, view, sandbox))
        {
            if (inside == path || inside.StartsWith(path + "/", StringComparison.Ordinal))
                return (volume, inside[path.Length..]);
        }

        return null;
    }

    /// <summary>Each sandbox of a container that runs, with its volumes' paths in it.</summary>
    public static IEnumerable<(Sandbox Sandbox, string Path, VolumePlace Volume)> List(string workDirectory, AgentView view) =>
        from sandbox in Live(view).Select(held => held.Sandbox).Distinct()
        from volume in Of(workDirectory, view, sandbox)
        select (sandbox, volume.Path, volume.Volume);

    /// <summary>The directory that all of a disk's volumes lie beneath, with no link in it.</summary>
    public static string RealPath(string path)
    {
        string real = "/";
        foreach (string part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            string next = Path.Combine(real, part);
            real = new DirectoryInfo(next).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? next;
        }

        return real;
    }

    private static IEnumerable<(string Path, VolumePlace Volume)> Of(string workDirectory, AgentView view, Sandbox sandbox) =>
        from held in Live(view)
        where held.Sandbox == sandbox
        from resource in held.Resources
        where resource.Disk is { Persistence: not null, Volume: not null }
        select (resource.Disk.Volume.ContainerPath, VolumePlace.Of(workDirectory, ResourceMessage.ToEntry(resource).Key));

    private static IEnumerable<(Sandbox Sandbox, IEnumerable<Resource> Resources)> Live(AgentView view)
    {
        foreach (FrameworkView framework in view.Frameworks)
        {
            foreach (TaskView task in framework.Tasks.Where(task => !task.Ended))
                yield return (task.Sandbox, task.Info.Resources);
            foreach (ExecutorView executor in framework.Executors.Where(executor => executor.State != ExecutorState.Terminated))
            {
                yield return (executor.Sandbox, executor.Info.Resources);
                foreach (TaskView task in executor.Queued.Concat(executor.Launched))
                    yield return (task.Sandbox, task.Info.Resources);
            }
        }
    }
}
