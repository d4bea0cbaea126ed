using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Mesos.V1;
using Tepui.Containerizer.Mounts;
using Task = System.Threading.Tasks.Task;

namespace Tepui.Containerizer.Isolation.Linux;

/// <summary>
/// <c>namespaces/ipc</c>: System V IPC, POSIX message queues and /dev/shm of its own. A private /dev/shm is mounted on the host, so that
/// containers nested in this one can share it.
/// </summary>
internal sealed class IpcIsolator(IsolationOptions options) : IIsolator
{
    private const string Note = "namespaces/ipc.shm";
    private const string SharedMemory = "/dev/shm";

    private readonly string _directory = Path.Combine(options.RuntimeDirectory, "shm");

    public string Name => "namespaces/ipc";

    public Task RecoverAsync(IReadOnlyList<ContainerRecord> running, CancellationToken cancellation)
    {
        if (!Directory.Exists(_directory))
            return Task.CompletedTask;
        HashSet<string> kept = [.. running.Select(record => record.Notes.GetValueOrDefault(Note)).OfType<string>()];
        foreach (string path in Directory.EnumerateDirectories(_directory).Where(path => !kept.Contains(path)))
            Remove(path);
        return Task.CompletedTask;
    }

    public ValueTask PrepareAsync(ContainerPlan plan, CancellationToken cancellation)
    {
        LinuxInfo? info = plan.Launch.Info?.LinuxInfo;
        LinuxInfo.Types.IpcMode? mode = info is { HasIpcMode: true } ? info.IpcMode : null;
        if (info is { HasShmSize: true } && mode != LinuxInfo.Types.IpcMode.Private)
            throw new ContainerLaunchException("linux_info.shm_size: the size of /dev/shm can be said only when ipc_mode is PRIVATE");
        if (plan.Launch.IsDebug)
        {
            return mode == LinuxInfo.Types.IpcMode.Private
                ? throw new ContainerLaunchException("linux_info.ipc_mode: PRIVATE is not supported for DEBUG containers")
                : ValueTask.CompletedTask;
        }

        switch (mode)
        {
            case null:
                // As it was before there was a mode: of its own, or its parent's; /dev/shm is the host's.
                if (plan.Parent is null)
                    plan.Own |= Namespaces.Ipc;
                break;
            case LinuxInfo.Types.IpcMode.Private:
                plan.Own |= Namespaces.Ipc | Namespaces.Mount;
                string path = Make(plan.Id, info!.HasShmSize ? (long)info.ShmSize * 1024 * 1024 : options.Linux.DefaultSharedMemoryBytes);
                plan.Notes[Note] = path;
                plan.Mounts.Add(new PlannedMount("bind", path, SharedMemory, ["bind"]));
                break;
            case LinuxInfo.Types.IpcMode.ShareParent when plan.Parent is null:
                if (options.Linux.ForbidsSharedIpc)
                {
                    throw new ContainerLaunchException(
                        "linux_info.ipc_mode: sharing the agent's IPC namespace is not allowed on this agent "
                        + "(--disallow_sharing_agent_ipc_namespace)");
                }

                if (plan.Root is not null)
                    plan.Mounts.Add(new PlannedMount("bind", SharedMemory, SharedMemory, ["bind"]));
                break;
            case LinuxInfo.Types.IpcMode.ShareParent:
                string? shared = plan.Parent!.Notes.GetValueOrDefault(Note);
                if (shared is not null)
                    plan.Notes[Note] = shared;
                if (shared is not null || plan.Root is not null)
                {
                    plan.Own |= Namespaces.Mount;
                    plan.Mounts.Add(new PlannedMount("bind", shared ?? SharedMemory, SharedMemory, ["bind"]));
                }

                break;
            default:
                throw new ContainerLaunchException("linux_info.ipc_mode: UNKNOWN is none; use PRIVATE or SHARE_PARENT");
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask CleanUpAsync(string containerId, CancellationToken cancellation)
    {
        Remove(PathOf(containerId));
        return ValueTask.CompletedTask;
    }

    private static void Remove(string path)
    {
        if (!Directory.Exists(path))
            return;
        HostMounts.Detach(path);
        Directory.Delete(path);
    }

    private string Make(string containerId, long? size)
    {
        string path = PathOf(containerId);
        _ = Directory.CreateDirectory(path);
        try
        {
            HostMounts.Temporary(path, size);
            return path;
        }
        catch (IOException e)
        {
            throw new ContainerLaunchException(e.Message, e);
        }
    }

    private string PathOf(string containerId) =>
        Path.Combine(_directory, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(containerId)).AsSpan(0, 16)));
}
