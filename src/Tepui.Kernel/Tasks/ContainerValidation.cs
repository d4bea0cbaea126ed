using System;
using System.Collections.Generic;
using Mesos.V1;
using SourceType = Mesos.V1.Volume.Types.Source.Types.Type;

namespace Tepui.Kernel.Tasks;

/// <summary>
/// Rules of a ContainerInfo and its volumes (src/common/validation.cpp). What only the machine can tell, such as whether an
/// image is there or a port is free, and what Docker makes of its options is the agent's to check.
/// </summary>
public static class ContainerValidation
{
    /// <summary>All that is wrong with a container; empty when nothing is.</summary>
    public static IReadOnlyList<string> Validate(ContainerInfo container)
    {
        ArgumentNullException.ThrowIfNull(container);
        var faults = default(FaultList);
        foreach (var volume in container.Volumes)
        {
            faults.Add("Invalid volume: ", Validate(volume));
        }

        if (container.Type != ContainerInfo.Types.Type.Docker)
        {
            return faults.All;
        }

        if (container.Docker is not { } docker)
        {
            faults.Add("DockerInfo 'docker' is not set for DOCKER typed ContainerInfo");
            return faults.All;
        }

        foreach (var parameter in docker.Parameters)
        {
            // An agent finds its containers again by the names it gave them (MESOS-8497).
            faults.AddWhen(parameter.Key == "name", "Parameter in DockerInfo must not be 'name'");
        }

        return faults.All;
    }

    private static string? Validate(Volume volume)
    {
        var kinds = (volume.HasHostPath ? 1 : 0) + (volume.Image is not null ? 1 : 0) + (volume.Source is not null ? 1 : 0);
        if (kinds != 1)
        {
            return "Only one of them should be set: 'host_path', 'image' and 'source'";
        }

        return volume.Source is not { } source ? null : source.Type switch
        {
            SourceType.DockerVolume => Missing(source.DockerVolume is null, "docker_volume", "DOCKER_VOLUME"),
            SourceType.HostPath => Missing(source.HostPath is null, "host_path", "HOST_PATH"),
            SourceType.SandboxPath => Missing(source.SandboxPath is null, "sandbox_path", "SANDBOX_PATH"),
            SourceType.Secret => Missing(source.Secret is null, "secret", "SECRET"),
            SourceType.CsiVolume => Missing(source.CsiVolume is null, "csi_volume", "CSI")
                ?? Missing(source.CsiVolume!.StaticProvisioning is null, "csi_volume.static_provisioning", "CSI"),
            _ => "'source.type' is unknown",
        };
    }

    private static string? Missing(bool isMissing, string field, string kind) =>
        isMissing ? $"'source.{field}' is not set for {kind} volume" : null;
}
