using System.Collections.Generic;
using Mesos.V1;
using Tepui.Kernel.Agent.Recovery;
using Tepui.Kernel.Attributes;
using Tepui.Kernel.Resources;

namespace Tepui.Kernel.Tests.Agent.Recovery;

/// <summary>--reconfiguration_policy, as src/slave/compatibility.cpp has it.</summary>
public sealed class ReconfigurationTests
{
    private const string Resources = "cpus:4;mem:1024;ports:[31000-32000];zones:{a,b}";
    private const string Attributes = "rack:abc;level:10;keys:[1000-1500]";

    [Theory]
    [InlineData(ReconfigurationPolicy.Equal)]
    [InlineData(ReconfigurationPolicy.Additive)]
    public void Faults_OfTheSame_AreNone(ReconfigurationPolicy policy) =>
        Reconfiguration.Faults(policy, Agent(Resources, Attributes), Agent(Resources, Attributes)).ShouldBeEmpty();

    [Theory]
    [InlineData("cpus:4;cpus:4;mem:1024;ports:[31000-32000];zones:{a,b}", Attributes)]
    [InlineData("cpus:4;mem:2048;ports:[31000-33000];zones:{a,b,c};gpus:1", Attributes)]
    [InlineData(Resources, "rack:abc;level:10;keys:[1000-1600];more:1")]
    [InlineData(Resources, "keys:[1000-1500];rack:abc;level:10;rack:second")]
    public void Additive_TakesMore_AndEqualDoesNot(string resources, string attributes)
    {
        AgentInfo before = Agent(Resources, Attributes);
        AgentInfo now = Agent(resources, attributes);

        Reconfiguration.Faults(ReconfigurationPolicy.Additive, before, now).ShouldBeEmpty();
        Reconfiguration.Faults(ReconfigurationPolicy.Equal, before, now).ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("cpus:3;mem:1024;ports:[31000-32000];zones:{a,b}", Attributes, "resource 'cpus' decreased: from 4 to 3")]
    [InlineData("cpus:4;mem:1024;ports:[31000-31999];zones:{a,b}", Attributes, "resource 'ports' lost some: from [31000-32000] to [31000-31999]")]
    [InlineData("cpus:4;mem:1024;ports:[31000-32000];zones:{a,c}", Attributes, "resource 'zones' lost some: from {a, b} to {a, c}")]
    [InlineData("cpus:4;ports:[31000-32000];zones:{a,b}", Attributes, "resource mem:1024 is gone")]
    [InlineData("cpus(r):4;mem:1024;ports:[31000-32000];zones:{a,b}", Attributes, "resource cpus:4 is gone")]
    [InlineData(Resources, "level:10;keys:[1000-1500]", "attribute 'rack' is gone")]
    [InlineData(Resources, "rack:xyz;level:10;keys:[1000-1500]", "attribute 'rack' changed from abc to xyz")]
    [InlineData(Resources, "rack:abc;level:11;keys:[1000-1500]", "attribute 'level' changed from 10 to 11")]
    [InlineData(Resources, "rack:abc;level:10;keys:[1001-1500]", "attribute 'keys' changed from [1000-1500] to [1001-1500]")]
    [InlineData(Resources, "rack:1;level:10;keys:[1000-1500]", "attribute 'rack' changed from abc to 1")]
    public void Additive_RefusesLess_AndNamesIt(string resources, string attributes, string fault) =>
        Reconfiguration.Faults(ReconfigurationPolicy.Additive, Agent(Resources, Attributes), Agent(resources, attributes))
            .ShouldBe([fault]);

    [Fact]
    public void Faults_AreToldAllAtOnce()
    {
        AgentInfo now = Agent("cpus:4;mem:1;ports:[31000-32000]", Attributes);
        now.Hostname = "other";
        now.Port = 1;
        now.Domain = Domain("us");

        Reconfiguration.Faults(ReconfigurationPolicy.Equal, Agent(Resources, Attributes), now).ShouldBe(
        [
            "hostname changed from 'host' to 'other'",
            "port changed from 5051 to 1",
            "domain changed from none to 'us/z'",
            "resource 'mem' changed: from 1024 to 1",
            "resource zones:{a, b} is gone",
        ]);
    }

    [Fact]
    public void Additive_TakesADomainWhereThereWasNone_AndNoOther()
    {
        AgentInfo none = Agent(Resources, Attributes);
        AgentInfo europe = Agent(Resources, Attributes);
        europe.Domain = Domain("eu");
        AgentInfo america = Agent(Resources, Attributes);
        america.Domain = Domain("us");

        Reconfiguration.Faults(ReconfigurationPolicy.Additive, none, europe).ShouldBeEmpty();
        Reconfiguration.Faults(ReconfigurationPolicy.Additive, europe, america).ShouldBe(["domain changed from 'eu/z' to 'us/z'"]);
        Reconfiguration.Faults(ReconfigurationPolicy.Additive, europe, none).ShouldBe(["domain changed from 'eu/z' to none"]);
    }

    private static DomainInfo Domain(string region) => new()
    {
        FaultDomain = new DomainInfo.Types.FaultDomain
        {
            Region = new DomainInfo.Types.FaultDomain.Types.RegionInfo { Name = region },
            Zone = new DomainInfo.Types.FaultDomain.Types.ZoneInfo { Name = "z" },
        },
    };

    private static AgentInfo Agent(string resources, string attributes)
    {
        var faults = new List<string>();
        var info = new AgentInfo { Hostname = "host", Port = 5051 };
        ResourceText.Parse(resources, faults, "*")!.CopyTo(info.Resources);
        info.Attributes.AddRange(AttributeText.Parse(attributes, faults)!);
        faults.ShouldBeEmpty();
        return info;
    }
}
