using System.IO;
using Tepui.Containerizer.Fetching;
using Tepui.Containerizer.Fetching.Sandboxes;
using Tepui.Containerizer.Users;

namespace Tepui.Containerizer.Isolation.Volumes;

/// <summary>Where a volume appears to a container: a container_path that is relative lies in the sandbox.</summary>
internal static class MountPoint
{
    /// <summary>Makes what is missing of it in the sandbox; links in there are not followed.</summary>
    /// <param name="isDirectory">What is mounted is a folder.</param>
    /// <param name="sandboxInRoot">Where a container with a root of its own has its sandbox.</param>
    /// <returns>The target of a mount.</returns>
    public static string Make(ContainerPlan plan, string containerPath, bool isDirectory, string sandboxInRoot)
    {
        if (containerPath.Length == 0 || containerPath.Contains('\0'))
            throw new ContainerLaunchException("container_path of a volume is empty, or holds a NUL character");
        if (containerPath.StartsWith('/'))
            return Absolute(plan, containerPath);
        EntryPath path = EntryPath.Parse(containerPath, out string fault) is { IsSandbox: false } parsed
            ? parsed
            : throw new ContainerLaunchException($"container_path '{containerPath}' of a volume {(fault.Length > 0 ? fault : "is the sandbox itself")}");
        try
        {
            using SandboxFolder sandbox = SandboxFolder.Open(plan.Launch.WorkingDirectory, UserAccount.OtherThanOwn(plan.User));
            if (isDirectory)
                sandbox.MakeDirectory(path);
            else
                sandbox.OpenToAppend(path).Dispose();
        }
        catch (FetchException e)
        {
            throw new ContainerLaunchException($"the volume cannot be brought to '{containerPath}': {e.Message}", e);
        }

        return Path.Combine(plan.Root is null ? plan.Launch.WorkingDirectory : sandboxInRoot, path.ToString());
    }

    private static string Absolute(ContainerPlan plan, string path)
    {
        string full = Path.GetFullPath(path);
        if (plan.Root is null && !Path.Exists(full))
        {
            throw new ContainerLaunchException(
                $"container_path '{path}' of a volume is absolute and does not exist: it must, as the container shares the host's files; "
                + "make it, or use a path relative to the sandbox");
        }

        return full;
    }
}
