using System.Globalization;
using Tepui.Client.Masters;
using Tepui.Client.Tests.Scripted;
using Tepui.Testing;
using Tepui.Testing.ZooKeeper;
using Tepui.ZooKeeper;

namespace Tepui.Client.Tests.Masters;

/// <summary>An election of masters as Mesos holds it, on a clock that stands still.</summary>
internal sealed class ElectionFixture
{
    private const string Path = "/mesos";

    private int _next;

    public ElectionFixture() => ZooKeeper = new FakeZooKeeper(Time);

    public VirtualTime Time { get; } = new();

    public FakeZooKeeper ZooKeeper { get; }

    public IMasterDetector Detector() => new ElectedMaster(ZooKeeperUrl.Parse("zk://user:sesame@h1:2181" + Path), ZooKeeper.Open, Time);

    /// <summary>A master joins; it leads when nobody else does.</summary>
    /// <returns>Its node.</returns>
    public string Join(ScriptedServer master)
    {
        var port = master.Uri.Port.ToString(CultureInfo.InvariantCulture);
        return Join(
            "{\"address\":{\"hostname\":\"localhost\",\"ip\":\"127.0.0.1\",\"port\":" + port + "},\"hostname\":\"localhost\","
            + "\"id\":\"m\",\"ip\":16777343,\"pid\":\"master@127.0.0.1:" + port + "\",\"port\":" + port + ",\"version\":\"1.12.0\"}");
    }

    /// <summary>Anybody joins.</summary>
    public string Join(string content, string label = "json.info")
    {
        var node = $"{Path}/{label}_{_next++:D10}";
        ZooKeeper.Write(node, content);
        return node;
    }

    public void Leave(string node) => ZooKeeper.Delete(node);
}
