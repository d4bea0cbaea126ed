using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Tepui.Containerizer.Mounts;

namespace Tepui.Containerizer.Isolation.Cni;

/// <summary>Network namespaces that stay as long as a file they are mounted on, whatever processes do.</summary>
internal static class NetworkNamespace
{
    private const string Program = "/usr/bin/unshare";
    private const string RaiseLoopback = "ip link set dev lo up || ifconfig lo up";

    /// <summary>
    /// Makes one with its loopback up. A program does it: a thread of this process that entered a namespace would hand it on to every
    /// thread that the runtime happens to start from it.
    /// </summary>
    /// <exception cref="ContainerLaunchException">The kernel refuses it, or a program for it is missing.</exception>
    public static async Task MakeAsync(string path, CancellationToken cancellation)
    {
        await File.WriteAllTextAsync(path, "", cancellation);
        try
        {
            (int status, _, string errors) = await PluginProgram.RunAsync(
                Program, ["--net=" + path, "/bin/sh", "-c", RaiseLoopback], [], "", cancellation);
            if (status != 0)
                throw new ContainerLaunchException($"a network namespace cannot be made at {path}: {errors.ReplaceLineEndings(" ").Trim()}");
        }
        catch (IOException e)
        {
            throw new ContainerLaunchException($"a network namespace cannot be made: {e.Message}: install util-linux", e);
        }
    }

    /// <summary>Lets go of it; what still runs in it keeps it until it ends. Nothing happens when there is none.</summary>
    public static void Remove(string path)
    {
        HostMounts.Detach(path);
        File.Delete(path);
    }

    /// <summary>Whether the file is a namespace; after a reboot it is an empty file.</summary>
    public static bool IsAt(string path) => MountTable.Below(path).Count > 0;
}
