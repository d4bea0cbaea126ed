using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Mesos.V1;
using Tepui.Containerizer.Fetching;
using Tepui.Containerizer.Fetching.Sandboxes;
using Tepui.Containerizer.Images.Provisioning;
using Tepui.Containerizer.Isolation;

namespace Tepui.Containerizer.Images;

/// <summary>Images as volumes (volume/image).</summary>
public sealed class VolumeImageIsolator(Provisioner provisioner) : IIsolator
{
    public string Name => "volume/image";

    public async ValueTask PrepareAsync(ContainerPlan plan, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(plan);
        foreach (Volume volume in plan.Launch.Info?.Volumes ?? [])
        {
            if (volume.Image is null)
                continue;
            if (plan.Launch.IsDebug)
                throw new ContainerLaunchException("a container of class DEBUG has the volumes of its parent: leave its image volumes out");
            string target = Target(plan, volume.ContainerPath);
            ProvisionedRoot root = await provisioner.ProvisionAsync(plan.Id, volume.Image, cancellation);
            plan.Own |= Namespaces.Mount;
            plan.Mounts.Add(new PlannedMount(
                "bind", root.Path, target, volume.Mode == Volume.Types.Mode.Ro || root.IsReadOnly ? ["rbind", "ro"] : ["rbind", "rw"]));
        }
    }

    // What was provisioned goes with the container, which 'docker/runtime' sees to.

    /// <summary>A relative path lies in the sandbox, wherever the container finds that.</summary>
    private string Target(ContainerPlan plan, string path)
    {
        if (path.StartsWith('/'))
        {
            return plan.Root is not null || Directory.Exists(path)
                ? path
                : throw new ContainerLaunchException($"container_path '{path}' of a volume does not exist on this agent: make it, or give a relative one");
        }

        EntryPath inside = EntryPath.Parse(path, out string fault)
            ?? throw new ContainerLaunchException($"container_path '{path}' of a volume {fault}");
        try
        {
            using SandboxFolder sandbox = SandboxFolder.Open(plan.Launch.WorkingDirectory, owner: null);
            sandbox.MakeDirectory(inside);
        }
        catch (FetchException e)
        {
            throw new ContainerLaunchException($"container_path '{path}' of a volume: {e.Message}", e);
        }

        return Path.Combine(plan.Root is null ? plan.Launch.WorkingDirectory : provisioner.SandboxDirectory, inside.ToString());
    }
}
