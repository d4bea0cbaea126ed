using System;
using System.Collections.Generic;
using Mesos.V1;
using Source = Mesos.V1.Volume.Types.Source;

namespace Tepui.Kernel.Tasks;

/// <summary>What a TaskInfo may say in Mesos and Tepui cannot do yet: refused by name, so that nothing is silently left out.</summary>
public static class UnsupportedTaskFields
{
    /// <summary>The fields set that are not supported yet; empty when all can be done.</summary>
    public static IReadOnlyList<string> Find(TaskInfo task)
    {
        ArgumentNullException.ThrowIfNull(task);
        var found = new Fields();
        if (task.Executor is { } executor)
        {
            // Checks, a container and a time limit of its task are the executor's to heed.
            found.AddContainer("executor.container", executor.Container);
            if (executor.Type != ExecutorInfo.Types.Type.Default)
            {
                return found.Found;
            }
        }

        found.AddContainer("container", task.Container);
        return found.Found;
    }

    /// <summary>The same for a container that is no task's.</summary>
    public static IReadOnlyList<string> FindContainer(string path, ContainerInfo container)
    {
        var found = new Fields();
        found.AddContainer(path, container);
        return found.Found;
    }

    private sealed class Fields
    {
        private List<string>? _found;

        public IReadOnlyList<string> Found => _found ?? (IReadOnlyList<string>)[];

        public void Add(bool set, string field)
        {
            if (set)
            {
                (_found ??= []).Add($"'{field}'");
            }
        }

        public void AddContainer(string path, ContainerInfo? container)
        {
            if (container is null)
            {
                return;
            }

            bool docker = container.Type == ContainerInfo.Types.Type.Docker;
            Add(!docker && container.Docker is not null, $"{path}.docker (of a container of type MESOS)");
            Add(docker && container.LinuxInfo is not null, $"{path}.linux_info");
            Add(docker && container.RlimitInfo is not null, $"{path}.rlimit_info");
            Add(docker && container.TtyInfo is not null, $"{path}.tty_info (of a container of type DOCKER)");
            if (!docker)
            {
                AddVolumes(path, container);
                return;
            }

            foreach (Volume volume in container.Volumes)
            {
                Add(volume.Image is not null, $"{path}.volumes.image");
                Add(
                    volume.Source is { Type: not Volume.Types.Source.Types.Type.DockerVolume },
                    $"{path}.volumes.source (of another type than DOCKER_VOLUME)");
            }
        }

        /// <summary>Of a container of type MESOS: whether an agent has the isolator for the others is known there.</summary>
        private void AddVolumes(string path, ContainerInfo container)
        {
            foreach (Volume volume in container.Volumes)
            {
                Add(
                    volume.Source is { Type: Source.Types.Type.CsiVolume or Source.Types.Type.Unknown },
                    $"{path}.volumes.source (of another type than DOCKER_VOLUME, HOST_PATH, SANDBOX_PATH and SECRET)");
            }
        }
    }
}
