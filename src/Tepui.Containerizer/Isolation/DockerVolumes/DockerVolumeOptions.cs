using System;
using System.Collections.Generic;
using System.IO;

namespace Tepui.Containerizer.Isolation.DockerVolumes;

/// <summary>What the agent's flags say of volumes of Docker's volume plug-ins.</summary>
public sealed record DockerVolumeOptions
{
    /// <summary>--docker_volume_checkpoint_dir: where it is written down which containers use which volumes; null for a folder below --runtime_dir.</summary>
    public string? CheckpointDirectory { get; init; }

    /// <summary>--docker_volume_chown: a volume's folder, but nothing in it, is given to the user of the container.</summary>
    public bool ChangesOwner { get; init; }

    /// <summary>--docker_volume_plugin_dirs: where plug-ins have their sockets and specifications; Docker's own places by default.</summary>
    public IReadOnlyList<string> PluginDirectories { get; init; } = ["/run/docker/plugins", "/etc/docker/plugins", "/usr/lib/docker/plugins"];

    /// <summary>How long a plug-in may take to mount or to unmount a volume; Mesos's bound of the former.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Mesos's own place of it, below the runtime directory.</summary>
    internal string CheckpointsIn(string runtimeDirectory) =>
        Path.GetFullPath(CheckpointDirectory ?? Path.Combine(runtimeDirectory, "isolators", "docker", "volume"));
}
