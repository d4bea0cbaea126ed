using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Mesos.V1;
using Microsoft.Win32.SafeHandles;
using Tepui.Containerizer.Fetching.Sandboxes;
using Tepui.Containerizer.Users;
using Task = System.Threading.Tasks.Task;

namespace Tepui.Containerizer.Isolation.Volumes;

/// <summary>
/// <c>volume/secret</c>: a file that only the container's user can read, and that lies in memory. Its name is gone from the host as soon
/// as the container has it; the file itself is gone with the container.
/// </summary>
internal sealed class SecretIsolator(IsolationOptions options) : IIsolator, IDisposable
{
    private const string MemoryFolder = "/dev/shm";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string _directory = DirectoryOf(options.RuntimeDirectory);
    private readonly Lock _gate = new();
    private bool _made;

    public string Name => "volume/secret";

    public Task RecoverAsync(IReadOnlyList<ContainerRecord> running, CancellationToken cancellation)
    {
        // Whatever is there belongs to launches that an earlier process of the agent did not finish.
        if (Directory.Exists(_directory))
            Directory.Delete(_directory, recursive: true);
        return Task.CompletedTask;
    }

    public ValueTask PrepareAsync(ContainerPlan plan, CancellationToken cancellation)
    {
        if (plan.Launch.IsDebug)
            return ValueTask.CompletedTask;
        foreach (Volume volume in plan.Launch.Info?.Volumes ?? [])
        {
            if (volume.Source is not { Type: Volume.Types.Source.Types.Type.Secret } source)
                continue;
            if (source.Secret is not { } secret)
                throw new ContainerLaunchException("'source.secret' is not set for SECRET volume");
            if (secret.Type == Secret.Types.Type.Reference)
            {
                throw new ContainerLaunchException(
                    $"the secret '{secret.Reference?.Name}' of a volume is a reference, which is not supported yet: use one of type VALUE");
            }

            if (secret.Type != Secret.Types.Type.Value || secret.Value is null)
                throw new ContainerLaunchException("the secret of a volume must be of type VALUE and have the 'value' field set");
            string file = Write(plan, secret.Value.Data.Span);
            string target = MountPoint.Make(plan, volume.ContainerPath, isDirectory: false, options.SandboxInRoot);
            plan.Own |= Namespaces.Mount;
            plan.Mounts.Add(new PlannedMount("bind", file, target, volume.Mode == Volume.Types.Mode.Ro ? ["bind", "ro"] : ["bind"]));
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask StartedAsync(ContainerPlan plan, int pid, CancellationToken cancellation) => CleanUpAsync(plan.Id, cancellation);

    public ValueTask CleanUpAsync(string containerId, CancellationToken cancellation)
    {
        string folder = FolderOf(containerId);
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    public void Dispose()
    {
        if (_made && Directory.Exists(_directory) && !Directory.EnumerateFileSystemEntries(_directory).Any())
            Directory.Delete(_directory);
    }

    /// <summary>The runtime directory where that is in memory already; several agents may share the other.</summary>
    private static string DirectoryOf(string runtime)
    {
        bool isInMemory = Path.Exists(runtime) && new DriveInfo(runtime).DriveFormat is "tmpfs" or "ramfs";
        return isInMemory ? Path.Combine(runtime, "secrets") : Path.Combine(MemoryFolder, "tepui-secrets-" + Name16(Path.GetFullPath(runtime)));
    }

    private static string Name16(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));

    private string Write(ContainerPlan plan, ReadOnlySpan<byte> secret)
    {
        if (new DriveInfo(Path.GetDirectoryName(_directory)!).DriveFormat is not ("tmpfs" or "ramfs"))
            throw new ContainerLaunchException($"a SECRET volume needs memory to lie in: mount a tmpfs at {MemoryFolder}, or put --runtime_dir on one");
        string folder = FolderOf(plan.Id);
        MakeDirectory();
        _ = Directory.CreateDirectory(folder, OwnerOnly | UnixFileMode.UserExecute);
        string path = Path.Combine(folder, Directory.EnumerateFiles(folder).Count().ToString(CultureInfo.InvariantCulture));
        using SafeFileHandle file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write, FileShare.None);
        File.SetUnixFileMode(file, OwnerOnly);
        RandomAccess.Write(file, secret, 0);
        if (UserAccount.OtherThanOwn(plan.User) is { } owner && Libc.ChangeOwner(file, owner.Uid, owner.Gid) != 0)
            throw new ContainerLaunchException($"the secret of a volume cannot be given to '{owner.Name}'");
        return path;
    }

    /// <summary>Where anybody may make folders, one that is there already may be somebody else's.</summary>
    private void MakeDirectory()
    {
        lock (_gate)
        {
            if (_made)
                return;
            if (Path.Exists(_directory))
                throw new ContainerLaunchException($"{_directory}, where secrets are to lie, is there already and not this agent's: remove it");
            _ = Directory.CreateDirectory(_directory, OwnerOnly | UnixFileMode.UserExecute);
            _made = true;
        }
    }

    private string FolderOf(string containerId) => Path.Combine(_directory, Name16(containerId));
}
