using System;
using System.IO;
using System.Linq;
using Mesos.V1;
using Tepui.Containerizer.Mounts;

namespace Tepui.Containerizer.Isolation.Volumes;

/// <summary><c>volume/host_path</c>: files and folders of the host's, at paths of the container's own.</summary>
internal sealed class HostPathIsolator(IsolationOptions options) : VolumeIsolator<string>
{
    public override string Name => "volume/host_path";

    /// <summary>Null for a volume of another kind.</summary>
    internal static string? HostPathOf(Volume volume)
    {
        // A relative host_path is of the sandbox.
        if (volume.HasHostPath)
            return volume.HostPath.StartsWith('/') ? volume.HostPath : null;
        if (volume.Source is not { Type: Volume.Types.Source.Types.Type.HostPath } source)
            return null;
        string path = source.HostPath?.Path ?? throw new ContainerLaunchException("'source.host_path' is not set for HOST_PATH volume");
        return path.StartsWith('/')
            ? path
            : throw new ContainerLaunchException($"path '{path}' of a HOST_PATH volume is not absolute");
    }

    protected override string? SourceOf(Volume volume) => HostPathOf(volume);

    protected override void Mount(ContainerPlan plan, Volume volume, string hostPath)
    {
        if (plan.Launch.IsDebug)
            throw new ContainerLaunchException("a HOST_PATH volume is not supported for DEBUG containers");
        string source = Path.GetFullPath(hostPath);
        if (!Path.Exists(source))
            Make(source);
        string target = MountPoint.Make(plan, volume.ContainerPath, Directory.Exists(source), options.SandboxInRoot);
        bool isBothWays = volume.Source?.HostPath?.MountPropagation?.Mode == MountPropagation.Types.Mode.Bidirectional;
        if (isBothWays)
            KeepShared(plan, source);
        if (source == target && plan.Root is null)
            return;
        Bind(plan, volume, source, target);
    }

    /// <summary>What is mounted below it inside is mounted outside too: its mount is not made the container's own.</summary>
    private static void KeepShared(ContainerPlan plan, string source)
    {
        (string target, bool isShared) = MountTable.MountOf(source)
            ?? throw new ContainerLaunchException($"nobody knows on which mount the host path '{source}' lies");
        if (!isShared)
        {
            throw new ContainerLaunchException(
                $"mounts cannot go both ways at host path '{source}': {target} is no shared mount; make it one with mount --make-shared");
        }

        if (!plan.Mounts.Any(mount => mount.Type == "none" && mount.Target == target))
            plan.Mounts.Add(new PlannedMount("none", "none", target, ["shared"]));
    }

    private void Make(string path)
    {
        if (options.Volumes.MadeBelow.Count == 0)
            throw new ContainerLaunchException($"path '{path}' of a HOST_PATH volume does not exist");
        if (!options.Volumes.MadeBelow.Any(folder => path == folder || path.StartsWith(folder.TrimEnd('/') + "/", StringComparison.Ordinal)))
        {
            throw new ContainerLaunchException(
                $"path '{path}' of a HOST_PATH volume does not exist, and is not below a folder of --host_path_volume_force_creation");
        }

        try
        {
            _ = Directory.CreateDirectory(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ContainerLaunchException($"path '{path}' of a HOST_PATH volume cannot be made: {e.Message}", e);
        }
    }
}
