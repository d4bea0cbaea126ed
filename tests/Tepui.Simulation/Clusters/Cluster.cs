using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using Tepui.Simulation.Agents;
using Tepui.Simulation.Masters;
using Tepui.Simulation.Worlds;
using Tepui.Simulation.ZooKeeper;

namespace Tepui.Simulation.Clusters;

/// <summary>A whole cluster in a world: an ensemble, masters and agents, each on a host of its own.</summary>
public sealed class Cluster
{
    private readonly List<SimulatedMaster> _masters = [];
    private readonly List<SimulatedAgent> _agents = [];

    public Cluster(long seed, ClusterSettings? settings = null, TextWriter? log = null)
    {
        Settings = settings ?? new ClusterSettings();
        World = new World(seed, log);
        ZooKeeper = new ZooKeeperModel(World);
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

    /// <summary>The one with the latest term among those that think they lead; null when none does.</summary>
    public SimulatedMaster? Leader => _masters.Where(master => master.Leads).MaxBy(master => master.Term);

    /// <summary>Starts everything.</summary>
    public void Start()
    {
        ZooKeeper.Start();
        foreach (Process process in _masters.Concat<Process>(_agents))
            process.Start();
    }

    private static string HostName(string kind, int number) => string.Create(CultureInfo.InvariantCulture, $"{kind}-{number}");
}
