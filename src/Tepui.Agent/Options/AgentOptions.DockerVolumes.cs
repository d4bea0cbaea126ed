using System;
using System.Collections.Generic;
using System.Linq;
using Tepui.Containerizer.Isolation.DockerVolumes;
using Tepui.Runtime.Flags;

namespace Tepui.Agent.Options;

/// <summary>Volumes of Docker's volume plug-ins in containers of the mesos containerizer, with <c>docker/volume</c>.</summary>
public sealed partial class AgentOptions
{
    [Flag("docker_volume_checkpoint_dir", "Where it is written down which containers use which volumes of Docker's plug-ins. By default isolators/docker/volume in --runtime_dir. With 'docker/volume'.", Value = "PATH")]
    public string? DockerVolumeCheckpointDirectory { get; set; }

    [Flag("docker_volume_chown", "Whether the folder of such a volume, but nothing in it, is given to the user of the container. Not for volumes that users share.")]
    public bool DockerVolumeChown { get; set; }

    [Flag("docker_volume_plugin_dirs", "The folders in which Docker's volume plug-ins have their sockets and specifications, with colons between.", Value = "PATHS")]
    public string DockerVolumePluginDirectories { get; set; } = string.Join(':', new DockerVolumeOptions().PluginDirectories);

    internal DockerVolumeOptions DockerVolumes => new()
    {
        CheckpointDirectory = DockerVolumeCheckpointDirectory,
        ChangesOwner = DockerVolumeChown,
        PluginDirectories = DockerVolumePluginDirectories.Split(':', StringSplitOptions.RemoveEmptyEntries),
    };

    private IEnumerable<string> DockerVolumeFaults()
    {
        if (DockerVolumeCheckpointDirectory is { } directory && !directory.StartsWith('/'))
            yield return $"--docker_volume_checkpoint_dir: '{directory}' is no absolute path";
        if (DockerVolumes.PluginDirectories.Count == 0)
            yield return "--docker_volume_plugin_dirs: names no folder";
        foreach (string folder in DockerVolumes.PluginDirectories.Where(folder => !folder.StartsWith('/')))
            yield return $"--docker_volume_plugin_dirs: '{folder}' is no absolute path";
    }
}
