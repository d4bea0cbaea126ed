using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using Tepui.Supervisor.Wire;
using TaskStatus = Mesos.V1.TaskStatus;

namespace Tepui.Containerizer.Processes;

/// <summary>What this process knows of against what supervisors tell.</summary>
public sealed partial class ProcessContainerizer
{
    private readonly Dictionary<string, ContainerExit?> _known = new(StringComparer.Ordinal);
    private readonly HashSet<string> _discarded = new(StringComparer.Ordinal);

    /// <summary>Containers whose streams the supervisor holds; of those in the second one it was lost.</summary>
    private readonly HashSet<string> _switchboards = new(StringComparer.Ordinal);
    private readonly HashSet<string> _cutOff = new(StringComparer.Ordinal);

    private static ContainerLimitation SwitchboardLost { get; } = new(
        TaskStatus.Types.Reason.IoSwitchboardExited,
        "the supervisor that carried the container's input and output was killed, and the container with it: launch it again",
        []);

    private void Connected(SupervisorConnection connection, IReadOnlyList<RecoveredContainer> containers, bool first)
    {
        CatchUp(connection, containers, first);
        if (!first)
            RenewWills(connection);
    }

    /// <summary>Compares what a new supervisor found with what this process knows of.</summary>
    private void CatchUp(SupervisorConnection connection, IReadOnlyList<RecoveredContainer> containers, bool first)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        var exits = new List<ContainerExit>();
        lock (_gate)
        {
            foreach (RecoveredContainer container in containers)
            {
                _ = found.Add(container.ContainerId);
                if (container.Exit is null)
                    _pipes.Hold(container.ContainerId);
                if (first && !IsInside(container.ContainerId))
                    _known[container.ContainerId] = container.Exit;
                else if (first)
                    Discard(connection, container.ContainerId);
                else if (!_known.TryGetValue(container.ContainerId, out ContainerExit? told))
                    Discard(connection, container.ContainerId);
                else if (told is null && container.Exit is not null)
                    exits.Add(container.Exit);
            }

            foreach ((string id, ContainerExit? exit) in _known)
            {
                if (exit is not null)
                    continue;
                if (_switchboards.Contains(id) && _cutOff.Add(id))
                    SupervisorLink.Post(connection, MessageKind.Destroy, id);
                if (!found.Contains(id))
                    exits.Add(new ContainerExit(id, null));
            }
        }

        Tell(exits);
    }

    /// <summary>A container whose launch was reported as failed when the supervisor died over it: its end is nobody's.</summary>
    private void Discard(SupervisorConnection connection, string id)
    {
        _ = _discarded.Add(id);
        SupervisorLink.Post(connection, MessageKind.Destroy, id);
        SupervisorLink.Post(connection, MessageKind.Forget, id);
    }

    private void Tell(IReadOnlyList<ContainerExit> exits)
    {
        lock (_gate)
        {
            foreach (ContainerExit ended in exits)
            {
                ContainerExit exit = ended;
                if (_discarded.Remove(exit.ContainerId))
                {
                    if (_link.Current is { } connection)
                        SupervisorLink.Post(connection, MessageKind.Forget, exit.ContainerId);
                    continue;
                }

                _ = _switchboards.Remove(exit.ContainerId);
                if (_cutOff.Remove(exit.ContainerId))
                    exit = exit with { Limitation = SwitchboardLost };
                _pipes.Release(exit.ContainerId);
                EndInsidesOf(exit.ContainerId);
                if (_insides.TryGetValue(exit.ContainerId, out TaskCompletionSource<ContainerExit>? inside))
                {
                    _ = inside.TrySetResult(exit);
                    continue;
                }

                if (_known.ContainsKey(exit.ContainerId))
                    _known[exit.ContainerId] = exit;
                _ = _exits.Writer.TryWrite(exit);
            }
        }
    }
}
