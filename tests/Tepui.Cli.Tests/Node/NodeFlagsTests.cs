using System.Linq;
using Tepui.Cli.Node;

namespace Tepui.Cli.Tests.Node;

public sealed class NodeFlagsTests
{
    [Theory]
    [InlineData(null, "--nodes: is missing")]
    [InlineData("", "--nodes: is missing")]
    [InlineData("host1,10.0.0.2,10.0.0.3", "'host1' is no IP address")]
    [InlineData("10.0.0.1,10.0.0.1,10.0.0.3", "10.0.0.1 is named twice")]
    [InlineData("10.0.0.1,10.0.0.2", "name an odd number")]
    [InlineData("10.0.0.1,,10.0.0.3", "'' is no IP address")]
    [InlineData("1,2,3", "'1' is no IP address")]
    public void Nodes_ThatCannotBe_AreToldWithTheReason(string? nodes, string fault) =>
        new NodeFlags { Nodes = nodes }.Faults().ShouldContain(each => each.Contains(fault));

    [Theory]
    [InlineData("10.0.0.1")]
    [InlineData("10.0.0.3,10.0.0.1,10.0.0.2")]
    [InlineData("fd00::1,fd00::2,fd00::3")]
    public void Nodes_AnOddNumberOfAddresses_AreFine(string nodes) => new NodeFlags { Nodes = nodes }.Faults().ShouldBeEmpty();

    [Fact]
    public void Faults_AreToldAllAtOnce()
    {
        var flags = new NodeFlags
        {
            Nodes = "10.0.0.1",
            Ip = "10.0.0.2",
            Port = 2181,
            AgentPort = 70000,
            ZooKeeper = "zk://:2181",
            ZooKeeperHeap = "1KB",
            SessionTimeout = System.TimeSpan.FromSeconds(1),
            Resources = "cpus:many",
        };
        var faults = flags.Faults().ToList();
        foreach (var flag in (string[])["--ip:", "--port and --zk_port:", "--agent_port:", "--zk:", "--zk_heap:", "--zk_session_timeout:", "--resources"])
            faults.ShouldContain(fault => fault.StartsWith(flag, System.StringComparison.Ordinal), flag + "\n" + string.Join('\n', faults));
    }

    [Fact]
    public void Addresses_AreInTheOrderOfTheirNumbers_HoweverTheyWereGiven()
    {
        var flags = new NodeFlags { Nodes = "10.0.0.20,10.0.0.3,9.255.0.1" };
        flags.Faults().ShouldBeEmpty();
        flags.Addresses.Select(address => address.ToString()).ShouldBe(["9.255.0.1", "10.0.0.3", "10.0.0.20"]);
    }
}
