using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using Tepui.Simulation.Checkers;
using Tepui.Simulation.Clusters;
using Tepui.Simulation.Faults;
using Tepui.Simulation.Frameworks;
using Tepui.Simulation.Operators;
using Tepui.Simulation.Worlds;

namespace Tepui.Simulation.Runs;

/// <summary>
/// One seed: a cluster with frameworks and an operator. First faults, while only what must never happen is asked after; then they end,
/// and everything must come to rest.
/// </summary>
public sealed class SimulationRun
{
    private readonly RunSettings _settings;
    private readonly List<FrameworkGroup> _groups = [];
    private readonly FrameworkFaults _frameworkFaults;
    private readonly Storm _storm;
    private readonly SimulatedOperator _operator;

    public SimulationRun(long seed, RunSettings? settings = null, TextWriter? log = null)
    {
        _settings = settings ?? new RunSettings();
        Cluster = new Cluster(seed, _settings.Cluster, log);
        for (int i = 1; i <= _settings.Workloads; i++)
        {
            _groups.Add(Workload(string.Create(CultureInfo.InvariantCulture, $"workload-{i}")));
        }

        var disk = new MinerDisk();
        _groups.Add(new FrameworkGroup(
            "miner", [new SimulatedFramework(World, "miner-1", "miner", process => new MinerProgram(process, disk, "gold"))]));
        var book = new PromisesKept();
        World.Add(book);
        Cluster.AddCheckers();
        World.Add(new TasksOutliveTheirAgent());
        World.Add(new SchedulersAgree(Cluster, _groups));
        _operator = new SimulatedOperator(World, "operator-1", () => Cluster.Leader?.Registry, book);
        _frameworkFaults = new FrameworkFaults(World, _groups);
        _storm = new Storm(Cluster, _settings.Faults);
    }

    public Cluster Cluster { get; }

    public World World => Cluster.World;

    public IReadOnlyList<FrameworkGroup> Frameworks => _groups;

    /// <summary>Plays it to the end, or to the first violation.</summary>
    public RunReport Run()
    {
        SimulationViolation? violation = null;
        try
        {
            Play();
        }
        catch (SimulationViolation found)
        {
            violation = found;
        }

        var faults = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var (kind, count) in _frameworkFaults.Counts)
        {
            faults[kind] = count;
        }

        foreach (var (kind, count) in _storm.Counts)
        {
            faults[kind.ToString()] = count;
        }

        return new RunReport(World.Seed, World.Elapsed, World.Steps, World.Transcript.Fingerprint, faults, violation);
    }

    private FrameworkGroup Workload(string name)
    {
        var traits = WorkloadTraits.Draw(name, World.RandomFor("traits of " + name));
        var disk = new FrameworkDisk();
        return new FrameworkGroup(name, [Scheduler(name), Scheduler("standby-of-" + name)]);

        SimulatedFramework Scheduler(string host) =>
            new(World, host, host, process => new WorkloadProgram(process, traits, disk)) { RestartsAfter = TimeSpan.FromSeconds(1) };
    }

    private void Play()
    {
        Cluster.Start();
        World.Run(TimeSpan.FromSeconds(30));
        foreach (var group in _groups)
        {
            group.Schedulers[0].Start();
            Cluster.Add(group.Schedulers[0]);
        }

        _operator.Start();
        Cluster.Add(_operator);
        _frameworkFaults.Begin();
        _storm.Begin();
        World.Run(_settings.FaultTime);

        _storm.End();
        _frameworkFaults.End();
        foreach (var scheduler in _groups.SelectMany(group => group.Schedulers))
        {
            scheduler.Rest();
        }

        _operator.Rests = true;
        Cluster.Converge(_settings.LongestRest);
    }
}
