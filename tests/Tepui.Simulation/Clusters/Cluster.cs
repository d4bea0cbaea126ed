using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using Tepui.Kernel.Registry;
using Tepui.Master.Registrars;
using Tepui.Simulation.Agents;
using Tepui.Simulation.Checkers;
using Tepui.Simulation.Masters;
using Tepui.Simulation.Worlds;
using Tepui.Simulation.ZooKeeper;

namespace Tepui.Simulation.Clusters;

/// <summary>A whole cluster in a world: an ensemble, masters and agents, each on a host of its own.</summary>
public sealed class Cluster
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(5);

    private readonly List<SimulatedMaster> _masters = [];
    private readonly List<SimulatedAgent> _agents = [];
    private readonly List<Process> _schedulers = [];

    public Cluster(long seed, ClusterSettings? settings = null, TextWriter? log = null)
    {
        Settings = settings ?? new ClusterSettings();
        World = new World(seed, log);
        ZooKeeper = new ZooKeeperModel(World);
        ZooKeeper.Written = Written;
        for (int i = 1; i <= Settings.Masters; i++)
            _masters.Add(new SimulatedMaster(World, HostName("master", i), Settings.Master) { RestartsAfter = Settings.RestartsAfter });
        for (int i = 1; i <= Settings.Agents; i++)
            _agents.Add(new SimulatedAgent(World, HostName("agent", i), Settings.Agent) { RestartsAfter = Settings.RestartsAfter });
    }

    public ClusterSettings Settings { get; }

    public World World { get; }

    public ZooKeeperModel ZooKeeper { get; }

    public IReadOnlyList<SimulatedMaster> Masters => _masters;

    public IReadOnlyList<SimulatedAgent> Agents => _agents;

    /// <summary>The processes of frameworks' schedulers, and others that are no part of the cluster itself.</summary>
    public IReadOnlyList<Process> Schedulers => _schedulers;

    /// <summary>All there are.</summary>
    public IEnumerable<Process> Processes => [ZooKeeper, .. _masters, .. _agents, .. _schedulers];

    /// <summary>The one with the latest term among those that think they lead; null when none does.</summary>
    public SimulatedMaster? Leader => _masters.Where(master => master.Leads).MaxBy(master => master.Term);

    /// <summary>A process that faults may strike as a scheduler's.</summary>
    public void Add(Process scheduler) => _schedulers.Add(scheduler);

    /// <summary>Watches for all that must always hold.</summary>
    public void AddCheckers()
    {
        World.Add(new ResourcesAreConserved());
        World.Add(new AgentsRunWhatTheyHave());
        World.Add(new TasksAreLaunchedOnce());
        World.Add(new UpdatesComeInOrder());
        World.Add(new DeposedLeadersAreSilent());
        World.Add(new QuotasAreKept());
        World.Add(new EverythingAgrees(this));
    }

    /// <summary>Starts everything.</summary>
    public void Start()
    {
        foreach (Process process in Processes)
            process.Start();
    }

    /// <summary>Lets things come to rest, which they must within this time; the storm is over and nobody begins anything new.</summary>
    /// <exception cref="SimulationViolation">They did not; it says what still is not as it must be.</exception>
    public void Converge(TimeSpan within)
    {
        for (TimeSpan passed = TimeSpan.Zero; ; passed += Look)
        {
            World.Run(Look);
            (Checker Checker, string Fault)? unsettled = World.Checkers
                .Select(checker => (checker, fault: checker.Unsettled()))
                .Where(pair => pair.fault is not null)
                .Select(pair => ((Checker, string)?)(pair.checker, pair.fault!))
                .FirstOrDefault();
            if (unsettled is not { } found)
                return;
            if (passed >= within)
                World.Violate(found.Checker.Rule, found.Fault);
        }
    }

    /// <summary>What ZooKeeper holds as the registry is noted when it is there, whoever hears of it.</summary>
    private void Written(string client, long session, string path, byte[] data)
    {
        if (path != ElectionPaths.Registry || _masters.Find(master => master.Name == client) is not { } writer)
            return;
        RegistryState registry = RegistryEncoding.Decode(data);
        foreach (Checker checker in World.Checkers)
            checker.RegistryWritten(writer, writer.TermOf(session), registry);
    }

    private static string HostName(string kind, int number) => string.Create(CultureInfo.InvariantCulture, $"{kind}-{number}");
}
