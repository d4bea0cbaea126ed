using System;
using System.Collections.Generic;
using Microsoft.Extensions.Logging;
using Tepui.Agent.Hosting;
using Tepui.Containerizer.Mounts;

namespace Tepui.Agent.GarbageCollection;

/// <summary>What containers that were not taken down have left mounted in their sandboxes: it holds a disk for nobody.</summary>
internal static class StrayMounts
{
    /// <summary>To be called before anything is launched.</summary>
    /// <param name="running">Containers that are there, whose mounts stay.</param>
    public static void Detach(string workDirectory, IReadOnlySet<string> running, ILogger logger)
    {
        string sandboxes = workDirectory.TrimEnd('/') + "/slaves";
        foreach (string target in MountTable.Below(sandboxes))
        {
            // AGENT/frameworks/F/executors/E/runs/CONTAINER/...
            const int Container = 6;
            string[] parts = target[sandboxes.Length..].Split('/', StringSplitOptions.RemoveEmptyEntries);
            if (parts.Length <= Container || running.Contains(parts[Container]))
                continue;
            if (HostMounts.TryDetach(target))
                Log.MountDetached(logger, target);
            else
                Log.RemovalFailed(logger, target, "it cannot be unmounted");
        }
    }
}
