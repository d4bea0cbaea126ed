using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Mesos.V1;
using Tepui.Containerizer.Fetching;
using Tepui.Containerizer.Fetching.Sandboxes;

namespace Tepui.Containerizer.Isolation.Volumes;

/// <summary>
/// <c>filesystem/shared</c>: paths of the host's file system that a container has for itself, as a /tmp of its own in its sandbox.
/// Mesos's older way to what <c>filesystem/linux</c> does.
/// </summary>
internal sealed class SharedFilesystemIsolator(IsolationOptions options) : IIsolator
{
    public string Name => "filesystem/shared";

    public ValueTask PrepareAsync(ContainerPlan plan, CancellationToken cancellation)
    {
        if (plan.Launch.Info is not { } info || plan.Root is not null || options.HasMounts)
            return ValueTask.CompletedTask;
        List<string> taken = [plan.Launch.WorkingDirectory];
        foreach (Volume volume in info.Volumes)
        {
            string target = volume.ContainerPath;
            if (!Path.Exists(target) || !target.StartsWith('/'))
                throw new ContainerLaunchException($"container_path '{target}' of a volume must be absolute and exist on the host");
            if (!volume.HasHostPath)
                throw new ContainerLaunchException($"the volume at '{target}' must have a host_path, as the agent has 'filesystem/shared'");
            foreach (string other in taken)
            {
                if (target.StartsWith(other, StringComparison.Ordinal) || other.StartsWith(target, StringComparison.Ordinal))
                    throw new ContainerLaunchException($"the volume at '{target}' and what is at '{other}' would hide each other");
            }

            taken.Add(target);
            plan.Own |= Namespaces.Mount;
            plan.Mounts.Add(new PlannedMount("bind", SourceOf(plan, volume.HostPath, target), target, ["rbind"]));
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>A relative one is made in the sandbox, with mode and owner of what it stands for.</summary>
    private static string SourceOf(ContainerPlan plan, string hostPath, string target)
    {
        if (hostPath.StartsWith('/'))
        {
            return Path.Exists(hostPath)
                ? hostPath
                : throw new ContainerLaunchException($"host_path '{hostPath}' of the volume at '{target}' does not exist on the host");
        }

        EntryPath path = EntryPath.Parse(hostPath, out string fault) is { IsSandbox: false } parsed
            ? parsed
            : throw new ContainerLaunchException($"host_path '{hostPath}' of the volume at '{target}' {(fault.Length > 0 ? fault : "is the sandbox itself")}");
        try
        {
            using SandboxFolder sandbox = SandboxFolder.Open(plan.Launch.WorkingDirectory, null);
            sandbox.MakeDirectory(path);
            FileOwner.Copy(target, Path.Combine(plan.Launch.WorkingDirectory, path.ToString()));
        }
        catch (FetchException e)
        {
            throw new ContainerLaunchException($"host_path '{hostPath}' of the volume at '{target}' cannot be made: {e.Message}", e);
        }

        return Path.Combine(plan.Launch.WorkingDirectory, path.ToString());
    }
}
