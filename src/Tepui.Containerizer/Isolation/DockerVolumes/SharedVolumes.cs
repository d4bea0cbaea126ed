using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Threading;
using System.Threading.Tasks;

namespace Tepui.Containerizer.Isolation.DockerVolumes;

/// <summary>
/// The volumes that containers of this agent use. A plug-in is asked to mount one for the first of them and to unmount it after the
/// last, so that it does not matter whether it counts itself: some do, and Mesos's isolator mounts more often than it unmounts.
/// </summary>
internal sealed class SharedVolumes(MountedVolumeFiles files, DockerVolumeOptions options, TimeProvider time)
{
    private readonly VolumeGates _gates = new();
    private readonly ConcurrentDictionary<VolumeName, MountedVolume> _known = new();

    public IReadOnlyList<VolumeName> Of(string containerId) =>
        [.. _known.Where(known => known.Value.Containers.Contains(containerId)).Select(known => known.Key)];

    /// <summary>Takes up what is written down.</summary>
    /// <returns>What nobody uses any more.</returns>
    public IReadOnlyList<VolumeName> Recover(IReadOnlySet<string> running)
    {
        var unused = new List<VolumeName>();
        foreach (MountedVolume volume in files.Read())
        {
            var name = new VolumeName(volume.Driver, volume.Name);
            MountedVolume left = volume with { Containers = [.. volume.Containers.Where(running.Contains)] };
            _known[name] = left;
            if (left.Containers.Count == 0)
                unused.Add(name);
        }

        return unused;
    }

    /// <returns>The folder on this machine.</returns>
    /// <exception cref="PluginException">It cannot be had; if the plug-in may have mounted it, the container counts as a user of it.</exception>
    /// <exception cref="IOException">It cannot be written down.</exception>
    public async Task<string> MountAsync(
        VolumeName volume, string containerId, IReadOnlyDictionary<string, string> driverOptions, CancellationToken cancellation)
    {
        using IDisposable turn = await _gates.EnterAsync(volume, cancellation);
        using VolumePlugin plugin = await VolumePlugin.ConnectAsync(volume.Driver, options, time, cancellation);
        MountedVolume? before = _known.GetValueOrDefault(volume);
        MountedVolume used = before is null
            ? new MountedVolume(files.Agent, volume.Driver, volume.Name, NewId(), [containerId])
            : before with { Containers = [.. before.Containers, containerId] };
        Keep(volume, used);
        try
        {
            // A plug-in that was restarted may have forgotten that it mounted it.
            if (before is not null && await plugin.PathAsync(volume.Name, cancellation) is { } path)
                return path;
            await plugin.CreateOnceAsync(volume.Name, driverOptions, cancellation);
            return await plugin.MountAsync(volume.Name, used.MountId, cancellation);
        }
        catch (PluginException e) when (!e.MayHaveActed)
        {
            if (before is null)
                Forget(volume, used);
            else
                Keep(volume, before);
            throw;
        }
    }

    /// <summary>The container is gone. What cannot be unmounted stays written down, for its next user or the agent's next process.</summary>
    /// <returns>Whether it is unmounted; false while others use it.</returns>
    /// <exception cref="PluginException">It cannot be unmounted.</exception>
    public async Task<bool> ReleaseAsync(VolumeName volume, string? containerId, CancellationToken cancellation)
    {
        using IDisposable turn = await _gates.EnterAsync(volume, cancellation);
        if (_known.GetValueOrDefault(volume) is not { } before)
            return false;
        MountedVolume left = before with { Containers = [.. before.Containers.Where(user => user != containerId)] };
        _known[volume] = left;
        if (left.Containers.Count > 0)
        {
            Keep(volume, left);
            return false;
        }

        using VolumePlugin plugin = await VolumePlugin.ConnectAsync(volume.Driver, options, time, cancellation);
        try
        {
            await plugin.UnmountAsync(volume.Name, left.MountId, cancellation);
        }
        catch (PluginException e) when (!e.MayHaveActed)
        {
            // It may refuse because it is not mounted: after a reboot, or when the agent died before it was.
            if (await plugin.PathAsync(volume.Name, cancellation) is not null)
                throw;
        }

        Forget(volume, left);
        return true;
    }

    private static string NewId() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));

    private void Keep(VolumeName volume, MountedVolume state)
    {
        files.Write(state);
        _known[volume] = state;
    }

    private void Forget(VolumeName volume, MountedVolume state)
    {
        _ = _known.TryRemove(volume, out _);
        files.Remove(state);
    }
}
