using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Tepui.Containerizer.Isolation;
using Tepui.Containerizer.Launching.Starting;
using Tepui.Supervisor.Wire;

namespace Tepui.Containerizer.Processes;

/// <summary>
/// Commands inside running containers: containers of the supervisor's too, so that all of one is killed when it must be, and an agent
/// that comes back finds those that its last process left.
/// </summary>
public sealed partial class ProcessContainerizer
{
    /// <summary>No id of a container that a user could think of begins like this.</summary>
    private const string Prefix = "\u0001inside:";

    private readonly Dictionary<string, TaskCompletionSource<ContainerExit>> _insides = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<string>> _insidesOf = new(StringComparer.Ordinal);
    private long _lastInside;

    internal StarterRuns Runs { get; }

    public async ValueTask<int> RunInsideAsync(ContainerCommand command, CancellationToken cancellation)
    {
        SupervisorConnection connection = await _link.ConnectAsync(cancellation);
        SupervisorReply listing = await connection.RequestAsync(MessageKind.List, 0, static (_, _) => { }).WaitAsync(cancellation);
        RecoveredContainer container = listing.Containers?.FirstOrDefault(
                container => container.ContainerId == command.ContainerId && container.Exit is null)
            ?? throw new ContainerLaunchException($"container '{command.ContainerId}' does not run");
        return await Runs.RunInsideAsync(new ContainerRecord(command.ContainerId, null, container.Pid, "", ""), command, cancellation);
    }

    /// <summary>Takes note of a command before it starts.</summary>
    /// <returns>Its id with the supervisor.</returns>
    internal string StartInside(string containerId, TaskCompletionSource<ContainerExit> ended)
    {
        lock (_gate)
        {
            string id = string.Create(
                CultureInfo.InvariantCulture, $"{Prefix}{Environment.ProcessId}:{++_lastInside}:{Path.GetRandomFileName()}");
            _insides.Add(id, ended);
            if (!_insidesOf.TryGetValue(containerId, out HashSet<string>? all))
                _insidesOf.Add(containerId, all = new HashSet<string>(StringComparer.Ordinal));
            _ = all.Add(id);
            return id;
        }
    }

    /// <summary>It has ended, or never began.</summary>
    internal async ValueTask EndInsideAsync(string id)
    {
        lock (_gate)
        {
            _ = _insides.Remove(id);
            foreach ((string container, HashSet<string> all) in _insidesOf)
            {
                if (!all.Remove(id))
                    continue;
                if (all.Count == 0)
                    _ = _insidesOf.Remove(container);
                break;
            }
        }

        try
        {
            await ForgetAsync(id, CancellationToken.None);
        }
        catch (Exception e) when (e is ObjectDisposedException or ContainerLaunchException)
        {
            // The agent is ending; its next process forgets it.
        }
    }

    /// <summary>Its processes are in another container's pid namespace: whoever leaves its parent is not found among the supervisor's.</summary>
    /// <remarks>Asked for only of what was launched with <see cref="ContainerLaunch.IsSpread"/>: earlier supervisors know it not.</remarks>
    internal ValueTask SpreadAsync(string id) => RepeatAsync(MessageKind.Spread, id, CancellationToken.None);

    private static bool IsInside(string id) => id.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>Those of an earlier process of the agent are nobody's, and were ended when it was connected.</summary>
    private static List<RecoveredContainer> EndInsides(IReadOnlyList<RecoveredContainer> containers) =>
        [.. containers.Where(container => !IsInside(container.ContainerId))];

    /// <summary>Nothing looks into a container that is gone. Under the gate.</summary>
    private void EndInsidesOf(string containerId)
    {
        if (!_insidesOf.TryGetValue(containerId, out HashSet<string>? all) || _link.Current is not { } connection)
            return;
        foreach (string id in all)
            SupervisorLink.Post(connection, MessageKind.Destroy, id);
    }
}
