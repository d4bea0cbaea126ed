using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Tepui.Agent.Hosting;
using Tepui.Containerizer;
using Tepui.Containerizer.Volumes;
using Tepui.Kernel.Agent;
using Tepui.Kernel.Agent.Volumes;

namespace Tepui.Agent.Volumes;

/// <summary>
/// Does what is to be done about volumes, one thing after the other and beside the agent's loop: to remove a large one takes its
/// time. Called by one thread at a time.
/// </summary>
/// <param name="post">Where the answers go.</param>
internal sealed class VolumeKeeper(Action<AgentInput> post, ILogger logger)
{
    /// <summary>Completes when all that was asked for so far is done; a launch that builds on it waits for this.</summary>
    public Task Settled { get; private set; } = Task.CompletedTask;

    public void Change(ChangeVolumes effect) => Then(() =>
    {
        string? fault = null;
        foreach (VolumePlace volume in effect.Volumes)
            fault ??= Fault(() => Change(volume, effect.Removes), $"persistent volume '{volume.Id}'");
        post(new VolumesChanged(effect.Operation, fault));
    });

    public void Link(LinkVolumes effect) => Then(() =>
    {
        string? fault = Fault(
            () => SandboxLinks.Make(effect.Sandbox.Directory, effect.User, Of(effect.Volumes)), $"sandbox {effect.Sandbox.Directory}");
        post(new VolumesLinked(effect.Framework, effect.Task, fault));
    });

    public void Unlink(UnlinkVolumes effect) => Then(() =>
    {
        if (Fault(() => SandboxLinks.Remove(effect.Sandbox.Directory, Of(effect.Volumes)), "sandbox") is { } fault)
            Log.VolumesFailed(logger, fault);
    });

    /// <summary>A container's sandbox goes, with whatever it has made of it.</summary>
    public void Remove(RemoveSandbox effect) => Then(() =>
    {
        if (Fault(() => VolumeDirectories.Remove(effect.Sandbox.Root, effect.Sandbox.Directory), "sandbox") is { } fault)
            Log.VolumesFailed(logger, fault);
    });

    public static IReadOnlyList<ContainerVolume> Of(IReadOnlyList<VolumeMount> volumes) => volumes.Count == 0
        ? []
        : [.. volumes.Select(mount => new ContainerVolume(mount.Volume.Directory, mount.ContainerPath, mount.IsReadOnly, mount.ChangesOwner))];

    private void Change(VolumePlace volume, bool removes)
    {
        if (!removes && volume.IsWholeDisk)
            return;
        if (removes)
            VolumeDirectories.Remove(volume.Root, volume.Directory);
        else
            VolumeDirectories.Make(volume.Root, volume.Directory);
        Log.VolumeChanged(logger, removes ? "Removed" : "Made", volume.Id, volume.Directory);
    }

    private static string? Fault(Action action, string what)
    {
        try
        {
            action();
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ContainerLaunchException)
        {
            return $"{what}: {e.Message}";
        }
    }

    private void Then(Action action) => Settled = After(Settled, action);

    private static async Task After(Task before, Action action)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        action();
    }
}
