using System;
using System.IO;
using System.Linq;
using System.Net;
using Tepui.Cli.Node;

namespace Tepui.Cli.Tests.Node;

public sealed class NodePlanTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("tepui-node-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void OneOfThree_IsToldOfTheOthers()
    {
        var plan = Plan("10.0.0.3,10.0.0.2,10.0.0.1", "10.0.0.2");
        plan.Url.ShouldBe("zk://10.0.0.1:2181,10.0.0.2:2181,10.0.0.3:2181/mesos");
        var master = plan.Daemons.Single(part => part.Name == "master");
        foreach (var argument in (string[])["--ip=10.0.0.2", "--hostname=10.0.0.2", "--port=5050", "--quorum=2", "--registry=replicated_log"])
            master.Arguments.ShouldContain(argument);
        master.Environment["MESOS_ZK"].ShouldBe(plan.Url);
        var agent = plan.Daemons.Single(part => part.Name == "agent");
        agent.Arguments.ShouldContain("--ip=10.0.0.2");
        agent.Environment["MESOS_MASTER"].ShouldBe(plan.Url);

        plan.Write();
        var configuration = File.ReadAllText(At("zookeeper/zoo.cfg"));
        configuration.ShouldContain("clientPortAddress=10.0.0.2\nclientPort=2181\n");
        configuration.ShouldContain("server.1=10.0.0.1:2888:3888\nserver.2=10.0.0.2:2888:3888\nserver.3=10.0.0.3:2888:3888\n");
        File.ReadAllText(At("zookeeper/data/myid")).ShouldBe("2\n");
    }

    [Fact]
    public void ASingleHost_HasAServerOfItsOwn()
    {
        var plan = Plan("10.0.0.1", "10.0.0.1");
        plan.Write();
        File.ReadAllText(At("zookeeper/zoo.cfg")).ShouldNotContain("server.");
        plan.Daemons.Single(part => part.Name == "master").Arguments.ShouldContain("--quorum=1");
    }

    [Fact]
    public void AnEnsembleElsewhere_IsUsed_AndItsPasswordStandsInNoCommandLine()
    {
        var flags = Flags("10.0.0.1,10.0.0.2,10.0.0.3");
        flags.ZooKeeper = "zk://user:hush@192.0.2.7:2181/mesos";
        var plan = new NodePlan(flags, IPAddress.Parse("10.0.0.1"), "/opt/tepui", java: null);
        plan.All.Select(part => part.Name).ShouldBe(["master", "agent"]);
        plan.All.ShouldAllBe(part => !part.Arguments.Any(argument => argument.Contains("hush")));
        plan.Daemons.Single(part => part.Name == "agent").Environment["MESOS_MASTER"].ShouldBe(flags.ZooKeeper);
    }

    [Fact]
    public void AddressesOfIPv6_StandInBrackets()
    {
        var plan = Plan("fd00::1,fd00::2,fd00::3", "fd00::1");
        plan.Url.ShouldBe("zk://[fd00::1]:2181,[fd00::2]:2181,[fd00::3]:2181/mesos");
        plan.Write();
        File.ReadAllText(At("zookeeper/zoo.cfg")).ShouldContain("server.2=[fd00::2]:2888:3888\n");
    }

    [Fact]
    public void DataOfAnotherServer_IsLeftAlone()
    {
        Plan("10.0.0.1,10.0.0.2,10.0.0.3", "10.0.0.3").Write();
        var fault = Should.Throw<NodeException>(() => Plan("10.0.0.3,10.0.0.4,10.0.0.5", "10.0.0.3").Write());
        fault.Message.ShouldContain("server 3");
        File.ReadAllText(At("zookeeper/data/myid")).ShouldBe("3\n");
    }

    private string At(string name) => Path.Combine(_folder.FullName, name);

    private NodePlan Plan(string nodes, string own) => new(Flags(nodes), IPAddress.Parse(own), "/opt/tepui", "/usr/bin/java");

    private NodeFlags Flags(string nodes)
    {
        var flags = new NodeFlags { Nodes = nodes, WorkDirectory = _folder.FullName };
        flags.Faults().ShouldBeEmpty();
        return flags;
    }
}
