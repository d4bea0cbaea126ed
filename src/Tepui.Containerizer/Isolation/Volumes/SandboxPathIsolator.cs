using System.IO;
using Mesos.V1;
using Tepui.Containerizer.Fetching;
using Tepui.Containerizer.Fetching.Sandboxes;
using Tepui.Containerizer.Users;
using SandboxPath = Mesos.V1.Volume.Types.Source.Types.SandboxPath;

namespace Tepui.Containerizer.Isolation.Volumes;

/// <summary>
/// <c>volume/sandbox_path</c>: a path of a container's sandbox, or of its parent's, at another. Without mounts of its own it is a link.
/// </summary>
internal sealed class SandboxPathIsolator(IsolationOptions options) : VolumeIsolator<SandboxPath>
{
    public override string Name => "volume/sandbox_path";

    protected override SandboxPath? SourceOf(Volume volume)
    {
        if (volume.HasHostPath)
        {
            return volume.HostPath.StartsWith('/')
                ? null
                : new SandboxPath { Type = SandboxPath.Types.Type.Self, Path = volume.HostPath };
        }

        if (volume.Source is not { Type: Volume.Types.Source.Types.Type.SandboxPath } source)
            return null;
        return source.SandboxPath ?? throw new ContainerLaunchException("'source.sandbox_path' is not set for SANDBOX_PATH volume");
    }

    protected override void Mount(ContainerPlan plan, Volume volume, SandboxPath path)
    {
        if (plan.Launch.IsDebug)
            throw new ContainerLaunchException("a SANDBOX_PATH volume is not supported for DEBUG containers");
        bool isAbsolute = volume.ContainerPath.StartsWith('/');
        if (!options.HasMounts && isAbsolute)
        {
            throw new ContainerLaunchException(
                $"a SANDBOX_PATH volume at the absolute container_path '{volume.ContainerPath}' needs 'filesystem/linux' in --isolation");
        }

        string sandbox = path.Type switch
        {
            SandboxPath.Types.Type.Self when !isAbsolute => throw new ContainerLaunchException(
                $"container_path '{volume.ContainerPath}' is relative for a SANDBOX_PATH volume of type SELF: make a link instead"),
            SandboxPath.Types.Type.Self => plan.Launch.WorkingDirectory,
            SandboxPath.Types.Type.Parent when plan.Parent is null =>
                throw new ContainerLaunchException("a SANDBOX_PATH volume of type PARENT only works for a nested container"),
            SandboxPath.Types.Type.Parent => plan.Parent!.Sandbox,
            _ => throw new ContainerLaunchException("a SANDBOX_PATH volume has no type, or one that is not known"),
        };
        string source = Make(sandbox, path.Path, UserAccount.OtherThanOwn(plan.Parent is null ? plan.User : plan.Parent.User));
        if (!options.HasMounts)
        {
            Link(plan, volume.ContainerPath, source);
            return;
        }

        string target = MountPoint.Make(plan, volume.ContainerPath, Directory.Exists(source), options.SandboxInRoot);
        Bind(plan, volume, source, target);
    }

    /// <summary>Makes the folder unless something is there; no link below the sandbox is followed.</summary>
    private static string Make(string sandbox, string path, UserAccount? owner)
    {
        EntryPath entry = EntryPath.Parse(path, out string fault)
            ?? throw new ContainerLaunchException($"path '{path}' of a SANDBOX_PATH volume {fault}");
        try
        {
            using SandboxFolder folder = SandboxFolder.Open(sandbox, owner);
            string source = Path.Combine(sandbox, entry.IsSandbox ? "" : entry.ToString());
            if (!File.Exists(source))
                folder.MakeDirectory(entry);
            else
                folder.OpenToRead(entry).Dispose();
            return source;
        }
        catch (FetchException e)
        {
            throw new ContainerLaunchException($"path '{path}' of a SANDBOX_PATH volume cannot be used: {e.Message}", e);
        }
    }

    private static void Link(ContainerPlan plan, string containerPath, string source)
    {
        EntryPath path = EntryPath.Parse(containerPath, out string fault)
            ?? throw new ContainerLaunchException($"container_path '{containerPath}' of a volume {fault}");
        try
        {
            using SandboxFolder sandbox = SandboxFolder.Open(plan.Launch.WorkingDirectory, UserAccount.OtherThanOwn(plan.User));
            sandbox.MakeLinkOnce(path, source);
        }
        catch (FetchException e)
        {
            throw new ContainerLaunchException($"the volume cannot be brought to '{containerPath}': {e.Message}", e);
        }
    }
}
