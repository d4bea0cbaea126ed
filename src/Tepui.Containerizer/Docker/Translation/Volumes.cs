using System.Collections.Generic;
using System.IO;
using Mesos.V1;
using Tepui.Containerizer.Docker.Engine;
using Tepui.Containerizer.Volumes;

namespace Tepui.Containerizer.Docker.Translation;

/// <summary>The volumes of a ContainerInfo: folders of the host or of the sandbox, and volumes of a driver's.</summary>
internal static class Volumes
{
    public static void Add(ContainerInfo container, ContainerInfo.Types.DockerInfo info, Translation translation)
    {
        for (int i = 0; i < container.Volumes.Count; i++)
        {
            Volume volume = container.Volumes[i];
            string where = $"container.volumes[{i}]";
            bool readOnly = volume.Mode == Volume.Types.Mode.Ro;
            if (volume.Image is not null)
                translation.Faults.Add($"{where}.image is not supported: leave it out");
            if (volume.ContainerPath.Length == 0)
            {
                translation.Faults.Add($"{where}.container_path is missing: say where in the container the volume is to be mounted");
                continue;
            }

            string target = Path.IsPathRooted(volume.ContainerPath)
                ? volume.ContainerPath
                : Path.Combine(translation.MountedSandbox, volume.ContainerPath);
            if (volume.HasHostPath)
                AddHostPath(volume, where, target, readOnly, info, translation);
            else if (volume.Source is not null)
                AddSource(volume.Source, where, target, readOnly, translation);
            else
                translation.Faults.Add($"{where} has no origin: set host_path, or a source of type DOCKER_VOLUME");
        }
    }

    /// <summary>Which the agent has made; a relative path is one in the sandbox.</summary>
    public static void AddPersistent(IReadOnlyList<ContainerVolume> volumes, Translation translation)
    {
        foreach (ContainerVolume volume in volumes)
        {
            translation.Host.Mounts.Add(new Mount(
                Mount.Bind, volume.Directory, Path.Combine(translation.MountedSandbox, volume.ContainerPath), volume.IsReadOnly));
        }
    }

    private static void AddHostPath(
        Volume volume, string where, string target, bool readOnly, ContainerInfo.Types.DockerInfo info, Translation translation)
    {
        bool absolute = Path.IsPathRooted(volume.HostPath);
        if (!absolute && !Path.IsPathRooted(volume.ContainerPath))
        {
            translation.Faults.Add(
                $"{where}: both host_path '{volume.HostPath}' and container_path '{volume.ContainerPath}' are relative, "
                + "and the container has its sandbox already: make one of them absolute");
            return;
        }

        // With a driver, what is no path is the name of a volume.
        if (!absolute && info.HasVolumeDriver)
        {
            translation.Host.Mounts.Add(DriverVolume(volume.HostPath, target, readOnly, info.VolumeDriver, null));
            return;
        }

        string source = absolute ? volume.HostPath : Path.Combine(translation.Sandbox, volume.HostPath);
        translation.HostDirectories.Add(source);
        translation.Host.Mounts.Add(new Mount(Mount.Bind, source, target, readOnly));
    }

    private static void AddSource(Volume.Types.Source source, string where, string target, bool readOnly, Translation translation)
    {
        if (source.Type != Volume.Types.Source.Types.Type.DockerVolume || source.DockerVolume is not { } volume)
        {
            translation.Faults.Add($"{where}.source of type {source.Type} is not supported in a container of type DOCKER: use DOCKER_VOLUME or host_path");
            return;
        }

        Dictionary<string, string>? options = null;
        if (volume.DriverOptions is not null)
        {
            options = [];
            foreach (Parameter option in volume.DriverOptions.Parameter)
                options[option.Key] = option.Value;
        }

        translation.Host.Mounts.Add(DriverVolume(volume.Name, target, readOnly, volume.HasDriver ? volume.Driver : null, options));
    }

    private static Mount DriverVolume(string name, string target, bool readOnly, string? driver, Dictionary<string, string>? options) =>
        new(Mount.Volume, name, target, readOnly)
        {
            VolumeOptions = driver is null && options is null
                ? null
                : new VolumeOptions { DriverConfig = new VolumeDriver(driver ?? "local", options) },
        };
}
