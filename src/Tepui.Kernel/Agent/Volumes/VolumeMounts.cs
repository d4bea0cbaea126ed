using System;
using System.Collections.Generic;
using System.Linq;
using Mesos.V1;
using Tepui.Kernel.Agent.Executors;
using Tepui.Kernel.Agent.Tasks;
using Tepui.Kernel.Resources;
using DiskType = Mesos.V1.Resource.Types.DiskInfo.Types.Source.Types.Type;

namespace Tepui.Kernel.Agent.Volumes;

/// <summary>Which persistent volumes a task's or an executor's resources bring into its sandbox.</summary>
internal static class VolumeMounts
{
    /// <param name="container">Whose sandbox it is.</param>
    public static IReadOnlyList<VolumeMount> Of(AgentState agent, IReadOnlyList<Resource> resources, ContainerId container)
    {
        List<VolumeMount>? mounts = null;
        for (int i = 0; i < resources.Count; i++)
        {
            Resource resource = resources[i];
            if (resource.Disk is not { Persistence: not null, Volume: { } volume })
            {
                continue;
            }

            ResourceKey key = ResourceMessage.ToEntry(resource).Key;
            (mounts ??= []).Add(new VolumeMount(
                VolumePlace.Of(agent.Config.WorkDirectory, key),
                volume.ContainerPath,
                volume.Mode == Volume.Types.Mode.Ro,
                !key.IsShared || !IsInUse(agent, key.WithAllocation(null), container)));
        }

        return mounts ?? (IReadOnlyList<VolumeMount>)[];
    }

    /// <summary>Whether a task or an executor that has not ended holds the volume.</summary>
    /// <param name="but">Not counting what is in this container.</param>
    public static bool IsInUse(AgentState agent, ResourceKey volume, ContainerId? but = null)
    {
        foreach (AgentExecutor executor in agent.Executors)
        {
            if (executor.Container != but && Holds(executor.Info.Resources, volume))
            {
                return true;
            }
        }

        foreach (AgentTask task in agent.Tasks)
        {
            if (task is { Phase: not TaskPhase.Ended, Info: { } info } && task.Container != but && Holds(info.Resources, volume))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A task of an executor has ended: what it alone had of volumes leaves the sandbox that all of them share.</summary>
    public static void Leave(AgentState agent, AgentTask task)
    {
        if (task is not { Executor: { IsLive: true, IsDefault: false } executor, Info: { } info } || DockerCommand.IsDocker(executor.Info.Container))
        {
            return;
        }

        IReadOnlyList<VolumeMount> mounts = Of(agent, info.Resources, task.Container);
        if (mounts.Count == 0)
        {
            return;
        }

        List<VolumeMount> left = [.. mounts.Except(
            executor.Tasks
                .Where(other => other is { Phase: not TaskPhase.Ended, Info: not null })
                .SelectMany(other => Of(agent, other.Info!.Resources, task.Container))
                .Concat(Of(agent, executor.Info.Resources, task.Container)))];
        if (left.Count > 0)
        {
            agent.Emit(new UnlinkVolumes(SandboxOf(agent, executor), left));
        }
    }

    public static Sandbox SandboxOf(AgentState agent, AgentExecutor executor) => Sandbox.For(
        agent.Config.WorkDirectory, agent.KnownId, executor.Framework.Id, executor.Id, executor.Container);

    /// <summary>What keeps disks among a container's resources from being given to it; each a line.</summary>
    public static IEnumerable<string> Faults(IEnumerable<Resource> resources, bool docker)
    {
        HashSet<string>? paths = null;
        foreach (Resource resource in resources)
        {
            if (resource.Disk is not { } disk)
            {
                continue;
            }

            if (disk is { Persistence: null, Volume: null })
            {
                if (disk.Source is { Type: not (DiskType.Path or DiskType.Mount) and var type })
                {
                    yield return $"Disks of type {WireNames.Of(type)} are not supported yet";
                }

                continue;
            }

            ResourceKey key = ResourceMessage.ToEntry(resource).Key;
            foreach (string fault in VolumePlace.Faults(key))
            {
                yield return fault;
            }

            if (disk.Volume is not { } volume)
            {
                yield return $"Persistent volume {key} has no 'volume': set disk.volume with its container_path";
            }
            else if (PathFault(volume, docker) is { } fault)
            {
                yield return fault;
            }
            else if (!(paths ??= new(StringComparer.Ordinal)).Add(volume.ContainerPath))
            {
                yield return $"More than one persistent volume is to be at '{volume.ContainerPath}': give each a container_path of its own";
            }
        }
    }

    /// <summary>A plain process sees the host's files: what is not in its sandbox cannot be put there for it alone.</summary>
    private static string? PathFault(Volume volume, bool docker)
    {
        string path = volume.ContainerPath;
        if (volume.HasHostPath)
        {
            return $"Expecting 'host_path' to be unset for persistent volume at '{path}'";
        }

        if (docker && path.StartsWith('/') && path.Length > 1 && !path.Contains('\0'))
        {
            return null;
        }

        return path.Split('/').Any(part => Sandbox.Fault(part) is not null)
            ? $"container_path '{path}' of a persistent volume is not supported: give a path relative to the sandbox, without '.' and '..'"
            : null;
    }

    private static bool Holds(IEnumerable<Resource> resources, ResourceKey volume)
    {
        foreach (Resource resource in resources)
        {
            if (resource.Disk?.Persistence is not null && ResourceMessage.ToEntry(resource).Key.WithAllocation(null).Equals(volume))
            {
                return true;
            }
        }

        return false;
    }
}
