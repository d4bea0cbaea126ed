using System;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Tepui.Containerizer.Images.Provisioning;
using Tepui.Containerizer.Isolation.Cgroups;
using Tepui.Containerizer.Isolation.Cni;
using Tepui.Containerizer.Isolation.Disk;
using Tepui.Containerizer.Isolation.Disk.Xfs;
using Tepui.Containerizer.Isolation.Linux;
using Tepui.Containerizer.Isolation.Ports;
using Tepui.Containerizer.Isolation.Posix;
using Tepui.Containerizer.Isolation.Volumes;

namespace Tepui.Containerizer.Isolation;

/// <summary>What isolators are told by the agent's flags.</summary>
/// <param name="WorkDirectory">--work_dir.</param>
/// <param name="RuntimeDirectory">--runtime_dir.</param>
public sealed record IsolationOptions(string WorkDirectory, string RuntimeDirectory)
{
    /// <summary>Makes roots of images; null where --image_providers names none.</summary>
    public Provisioner? Provisioner { get; init; }

    public LinuxOptions Linux { get; init; } = new();

    /// <summary>Containers have mounts of their own (<c>filesystem/linux</c>).</summary>
    internal bool HasMounts { get; init; }

    public VolumeOptions Volumes { get; init; } = new();

    public DiskOptions Disk { get; init; } = new();

    /// <summary>Of <c>disk/xfs</c>.</summary>
    public ProjectOptions Projects { get; init; } = new();

    public PortOptions Ports { get; init; } = new();

    /// <summary>--sandbox_directory: where a container with a root of its own has its sandbox.</summary>
    public string SandboxInRoot { get; init; } = "/mnt/mesos/sandbox";

    /// <summary>Networks that containers can join.</summary>
    public CniOptions Networks { get; init; } = new();

    public ILogger Logger { get; init; } = NullLogger.Instance;

    public CgroupOptions Cgroups { get; init; } = new();

    /// <summary>Shared by all who measure process trees.</summary>
    public ProcessUsage ProcessUsage { get; init; } = new(TimeProvider.System);

    public TimeProvider Time { get; init; } = TimeProvider.System;
}
