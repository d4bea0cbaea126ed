using System;
using System.Threading;
using System.Threading.Tasks;
using Mesos.V1;
using Tepui.Containerizer.Images.Provisioning;
using Tepui.Containerizer.Isolation;
using Tepui.Containerizer.Isolation.Volumes;

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
            string target = MountPoint.Make(plan, volume.ContainerPath, isDirectory: true, provisioner.SandboxDirectory);
            ProvisionedRoot root = await provisioner.ProvisionAsync(plan.Id, volume.Image, cancellation);
            plan.Own |= Namespaces.Mount;
            plan.Mounts.Add(new PlannedMount(
                "bind", root.Path, target, volume.Mode == Volume.Types.Mode.Ro || root.IsReadOnly ? ["rbind", "ro"] : ["rbind", "rw"]));
        }
    }

    // What was provisioned goes with the container, which the image's runtime isolator sees to.
}
