using System;
using System.Collections.Generic;
using System.Linq;
using Tepui.Kernel;
using Tepui.Kernel.Agent;
using Tepui.Simulation.Worlds;

namespace Tepui.Simulation.Containers;

/// <summary>
/// A host's containers under their supervisor: they live on when the agent dies, and their ends are kept until an agent has
/// written them down. Requests are done in their order, also those of an agent that is gone meanwhile.
/// </summary>
public sealed class ContainerHost
{
    private readonly World _world;
    private readonly string _host;
    private readonly Random _random;
    private readonly SortedDictionary<string, SimulatedContainer> _containers = new(StringComparer.Ordinal);
    private readonly HashSet<string> _destroyed = new(StringComparer.Ordinal);
    private int _pids = 1000;
    private int _boot;

    public ContainerHost(World world, string host)
    {
        _world = world;
        _host = host;
        _random = world.RandomFor("containers of " + host);
    }

    /// <summary>How long a container takes to come up at the most.</summary>
    public TimeSpan LongestStart { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Told what becomes of containers: the agent's present run, or nobody.</summary>
    public Action<AgentInput> Tell { get; set; } = static _ => { };

    /// <summary>All that run, and those that have ended and are not forgotten.</summary>
    public IEnumerable<SimulatedContainer> All => _containers.Values;

    public IEnumerable<SimulatedContainer> Running => _containers.Values.Where(container => container.IsRunning);

    public SimulatedContainer? Find(ContainerId id) => _containers.GetValueOrDefault(id.Value);

    public IReadOnlyList<FoundContainer> Recover() =>
        [.. _containers.Values.Where(container => container.IsRunning || container.Exit is not null)
            .Select(container => new FoundContainer(container.Id, container.Pid, container.Exit))];

    public void Launch(LaunchContainer launch, ContainerScript script)
    {
        int boot = _boot;
        Action<AgentInput> tell = Tell;
        _world.After(LongestStart * _random.NextDouble(), () =>
        {
            if (boot != _boot)
                return;
            if (_destroyed.Remove(launch.Container.Value))
            {
                tell(new ContainerFailed(launch.Container, "it was killed while it was being launched"));
                return;
            }

            if (_containers.ContainsKey(launch.Container.Value))
                throw new InvalidOperationException($"container {launch.Container} is launched twice");
            if (!script.Starts)
            {
                tell(new ContainerFailed(launch.Container, "the script says so"));
                return;
            }

            var container = new SimulatedContainer(launch, script, ++_pids) { IsRunning = true };
            _containers.Add(launch.Container.Value, container);
            _world.Tell(_host, "runs", launch.Container);
            if (script.Life is { } life)
                container.Ending = _world.After(life, () => End(container, script.ExitStatus << 8));
            tell(new ContainerStarted(launch.Container, container.Pid));
        });
    }

    public void Signal(ContainerId id, int signal) => Later(() =>
    {
        if (Find(id) is { IsRunning: true } container && (signal == 9 || (signal == 15 && container.Script.HeedsTerm)))
            End(container, signal);
    });

    public void Destroy(ContainerId id) => Later(() =>
    {
        if (Find(id) is not { } container)
            _destroyed.Add(id.Value);
        else if (container.IsRunning)
            End(container, 9);
    });

    public void Forget(ContainerId id) => Later(() =>
    {
        if (Find(id) is { IsRunning: false })
            _containers.Remove(id.Value);
    });

    /// <summary>A container ends now, as it may at any moment.</summary>
    public void End(SimulatedContainer container, int waitStatus)
    {
        if (!container.IsRunning)
            return;
        container.IsRunning = false;
        container.Ending?.Cancel();
        container.Exit = new ContainerExited(container.Id, waitStatus);
        _world.Tell(_host, "ended", container.Id);
        Tell(container.Exit);
    }

    /// <summary>The host loses its power.</summary>
    public void Reboot()
    {
        _boot++;
        foreach (SimulatedContainer container in _containers.Values)
            container.Ending?.Cancel();
        _containers.Clear();
        _destroyed.Clear();
    }

    private void Later(Action action)
    {
        int boot = _boot;
        _world.After(TimeSpan.FromMilliseconds(20 * _random.NextDouble()), () =>
        {
            if (boot == _boot)
                action();
        });
    }
}
