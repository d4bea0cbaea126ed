using System.Collections.Generic;
using System.Text;
using Tepui.Kernel.Agent.Link;

namespace Tepui.Simulation.ZooKeeper;

/// <summary>Where masters stand for election and keep their registry.</summary>
public static class ElectionPaths
{
    public const string Folder = "/mesos";
    public const string Candidate = Folder + "/json.info_";
    public const string Registry = Folder + "/tepui_registry";
    public const int MasterPort = 5050;

    /// <summary>A candidate's data; the simulation has no need of a whole MasterInfo.</summary>
    public static byte[] DataOf(string host) => Encoding.UTF8.GetBytes(host);

    /// <summary>The first of the candidates leads.</summary>
    public static LeadingMaster? LeaderOf(IReadOnlyList<KeyValuePair<string, Node>> children) =>
        children.Count == 0 ? null
        : new LeadingMaster(Encoding.UTF8.GetString(children[0].Value.Data), MasterPort, children[0].Value.Created);
}
