using System;
using System.Collections.Generic;
using Tepui.Simulation.Clusters;
using Tepui.Simulation.Worlds;

namespace Tepui.Simulation.Faults;

/// <summary>Lets faults befall a cluster, each kind by a chance of its own, until they are over.</summary>
public sealed class Storm
{
    private readonly Cluster _cluster;
    private readonly FaultRates _rates;
    private readonly FaultTargets _targets;
    private readonly SortedDictionary<FaultKind, int> _counts = [];
    private bool _isOver;

    public Storm(Cluster cluster, FaultRates rates)
    {
        _cluster = cluster;
        _rates = rates;
        _targets = new FaultTargets(cluster);
    }

    /// <summary>Faults that happened, by kind.</summary>
    public IReadOnlyDictionary<FaultKind, int> Counts => _counts;

    public void Begin()
    {
        foreach ((FaultKind kind, double perHour) in _rates.All)
            Next(kind, perHour, _cluster.World.RandomFor("fault " + kind));
    }

    /// <summary>No further fault happens, and what is broken is mended: hosts reach each other, what was killed or stopped runs.</summary>
    public void End()
    {
        _isOver = true;
        World world = _cluster.World;
        world.Tell("storm", "is over");
        world.Network.SlowRate = 0;
        _cluster.ZooKeeper.LagRate = 0;
        world.Network.MendAll();
        foreach (Process process in _cluster.Processes)
        {
            process.Resume();
            if (!process.IsRunning && !world.Network.IsDown(process.Host))
                process.Start();
        }

        _targets.Clear();
    }

    private void Next(FaultKind kind, double perHour, Random random)
    {
        TimeSpan wait = TimeSpan.FromHours(-Math.Log(1 - random.NextDouble()) / perHour);
        _cluster.World.After(wait, () =>
        {
            if (_isOver)
                return;
            if (_targets.Strike(kind, random))
                _counts[kind] = _counts.GetValueOrDefault(kind) + 1;
            Next(kind, perHour, random);
        });
    }
}
