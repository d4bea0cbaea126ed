using System;
using System.Collections.Generic;
using Mesos.V1;

namespace Tepui.Containerizer.Isolation;

/// <summary>
/// Refuses a container that asks for what no isolator of this agent can give: it would run without. What Mesos documents as ignored
/// (share_pid_namespace, ipc_mode and shm_size without their isolators) is.
/// </summary>
internal static class MissingIsolators
{
    /// <exception cref="ContainerLaunchException">Names what is to be added to --isolation.</exception>
    public static void Refuse(ContainerLaunch launch, Func<string, bool> has)
    {
        if (launch.Info is not { } info)
            return;
        foreach ((string field, string isolator) in Wanted(info))
        {
            if (!has(isolator) && !(field.StartsWith("the volume", StringComparison.Ordinal) && has("filesystem/shared")))
                throw new ContainerLaunchException($"{field} cannot be had on this agent: add '{isolator}' to its --isolation");
        }
    }

    private static IEnumerable<(string Field, string Isolator)> Wanted(ContainerInfo info)
    {
        if (info.RlimitInfo is { Rlimits.Count: > 0 })
            yield return ("container.rlimit_info", "posix/rlimits");
#pragma warning disable CS0612 // Deprecated in Mesos, and frameworks use it still.
        if (info.LinuxInfo is { } linux)
        {
            if ((linux.EffectiveCapabilities ?? linux.CapabilityInfo ?? linux.BoundingCapabilities) is not null)
                yield return ("container.linux_info with capabilities", "linux/capabilities");
            if (linux.Seccomp is { HasProfileName: true })
                yield return ("container.linux_info.seccomp", "linux/seccomp");
        }
#pragma warning restore CS0612

        foreach (Volume volume in info.Volumes)
        {
            string field = $"the volume at '{volume.ContainerPath}'";
            if (volume.Image is not null)
            {
                yield return (field + " with an image", "volume/image");
                continue;
            }

            if (volume.HasHostPath)
            {
                yield return (field, volume.HostPath.StartsWith('/') ? "filesystem/linux" : "volume/sandbox_path");
                continue;
            }

            switch (volume.Source?.Type)
            {
                case Volume.Types.Source.Types.Type.DockerVolume:
                    yield return (field, "docker/volume");
                    break;
                case Volume.Types.Source.Types.Type.HostPath:
                    yield return (field, "filesystem/linux");
                    break;
                case Volume.Types.Source.Types.Type.SandboxPath:
                    yield return (field, "volume/sandbox_path");
                    break;
                case Volume.Types.Source.Types.Type.Secret:
                    yield return (field, "volume/secret");
                    break;
            }
        }
    }
}
