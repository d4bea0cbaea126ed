using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;
using Mesos.V1;
using Microsoft.Win32.SafeHandles;
using Tepui.Containerizer.Fetching.Sandboxes;
using Tepui.Containerizer.Isolation.Volumes;
using Tepui.Containerizer.Users;
using DockerVolume = Mesos.V1.Volume.Types.Source.Types.DockerVolume;
using Task = System.Threading.Tasks.Task;

namespace Tepui.Containerizer.Isolation.DockerVolumes;

/// <summary>
/// <c>docker/volume</c>: volumes of Docker's volume plug-ins, which are talked to directly. Mesos's isolator runs dvdcli instead, which is
/// a client of the same protocol.
/// </summary>
internal sealed class DockerVolumeIsolator : IIsolator, IDisposable
{
    private readonly IsolationOptions _options;
    private readonly SharedVolumes _volumes;
    private readonly CancellationTokenSource _disposed = new();

    public DockerVolumeIsolator(IsolationOptions options)
    {
        _options = options;
        var files = new MountedVolumeFiles(
            options.DockerVolumes.CheckpointsIn(options.RuntimeDirectory), Path.GetFullPath(options.RuntimeDirectory));
        _volumes = new SharedVolumes(files, options.DockerVolumes, options.Time);
    }

    public string Name => "docker/volume";

    /// <summary>A container without a ContainerInfo has no volumes.</summary>
    public bool OnlyMeasures => true;

    public Task RecoverAsync(IReadOnlyList<ContainerRecord> running, CancellationToken cancellation)
    {
        // Not awaited, as in Mesos: the agent does not wait for a plug-in that hangs. Whoever wants one of the volumes does.
        foreach (VolumeName volume in _volumes.Recover(running.Select(container => container.ContainerId).ToHashSet(StringComparer.Ordinal)))
            _ = ClearAsync(volume);
        return Task.CompletedTask;
    }

    public async ValueTask PrepareAsync(ContainerPlan plan, CancellationToken cancellation)
    {
        foreach ((Volume volume, VolumeName name) in Wanted(plan))
        {
            string target = MountPoint.Make(plan, volume.ContainerPath, isDirectory: true, _options.SandboxInRoot);
            string source = await MountAsync(name, plan.Id, OptionsOf(volume.Source.DockerVolume), cancellation);
            if (!source.StartsWith('/') || !Directory.Exists(source))
                throw new ContainerLaunchException($"{name} cannot be mounted: its plug-in says it is at '{source}', which is no folder of this machine");
            if (_options.DockerVolumes.ChangesOwner && UserAccount.OtherThanOwn(plan.User) is { } owner)
                Give(name, source, owner);
            plan.Own |= Namespaces.Mount;
            plan.Mounts.Add(new PlannedMount(
                "bind", source, target, volume.Mode == Volume.Types.Mode.Ro ? ["rbind", "ro"] : ["rbind"]));
        }
    }

    public async ValueTask CleanUpAsync(string containerId, CancellationToken cancellation)
    {
        var problems = new List<string>();
        foreach (VolumeName volume in _volumes.Of(containerId))
        {
            try
            {
                _ = await _volumes.ReleaseAsync(volume, containerId, cancellation);
            }
            catch (Exception e) when (e is PluginException or IOException or UnauthorizedAccessException)
            {
                problems.Add($"{volume} cannot be unmounted: {e.Message}");
            }
        }

        if (problems.Count > 0)
            throw new ContainerLaunchException(string.Join("; ", problems));
    }

    public void Dispose()
    {
        _disposed.Cancel();
        _disposed.Dispose();
    }

    /// <summary>All that is wrong shows before anything is mounted.</summary>
    private static List<(Volume Volume, VolumeName Name)> Wanted(ContainerPlan plan)
    {
        var wanted = new List<(Volume, VolumeName Name)>();
        foreach (Volume volume in plan.Launch.Info?.Volumes ?? [])
        {
            if (volume.Source is not { Type: Volume.Types.Source.Types.Type.DockerVolume } source)
                continue;
            if (source.DockerVolume is not { } docker || docker.Name.Length == 0)
                throw new ContainerLaunchException("'source.docker_volume' with a name is not set for DOCKER_VOLUME volume");
            if (plan.Launch.IsDebug)
                throw new ContainerLaunchException("a DOCKER_VOLUME volume is not supported for DEBUG containers: they have their parent's");
            if (docker.Driver.Length == 0)
                throw new ContainerLaunchException($"The volume driver is not specified for volume '{docker.Name}'");
            var name = new VolumeName(docker.Driver, docker.Name);
            if (wanted.Any(other => other.Name == name))
                throw new ContainerLaunchException($"Found duplicate docker volume with driver '{docker.Driver}' and name '{docker.Name}'");
            wanted.Add((volume, name));
        }

        return wanted;
    }

    /// <summary>The last of a key that is given twice, as in Mesos.</summary>
    private static Dictionary<string, string> OptionsOf(DockerVolume volume)
    {
        var options = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (Parameter parameter in volume.DriverOptions?.Parameter ?? [])
            options[parameter.Key] = parameter.Value;
        return options;
    }

    private static void Give(VolumeName volume, string folder, UserAccount owner)
    {
        using SafeFileHandle handle = Libc.Open(folder, Libc.ReadOnly | Libc.DirectoryOnly | Libc.CloseOnExec, 0);
        if (handle.IsInvalid || Libc.ChangeOwner(handle, owner.Uid, owner.Gid) != 0)
        {
            throw new ContainerLaunchException(
                $"{volume} at {folder} cannot be given to '{owner.Name}': {Marshal.GetLastPInvokeErrorMessage()}; leave --docker_volume_chown out");
        }
    }

    private async Task<string> MountAsync(
        VolumeName volume, string containerId, Dictionary<string, string> options, CancellationToken cancellation)
    {
        try
        {
            return await _volumes.MountAsync(volume, containerId, options, cancellation);
        }
        catch (PluginException e)
        {
            throw new ContainerLaunchException($"{volume} cannot be mounted: {e.Message}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ContainerLaunchException($"{volume} cannot be written down before it is used: {e.Message} (--docker_volume_checkpoint_dir)", e);
        }
    }

    private async Task ClearAsync(VolumeName volume)
    {
        try
        {
            if (await _volumes.ReleaseAsync(volume, containerId: null, _disposed.Token))
                DockerVolumeLog.Unmounted(_options.Logger, volume);
        }
        catch (Exception e) when (e is PluginException or IOException or UnauthorizedAccessException)
        {
            DockerVolumeLog.NotUnmounted(_options.Logger, volume, e.Message);
        }
        catch (OperationCanceledException)
        {
            // The agent is ending; its next process finds it written down.
        }
    }
}
