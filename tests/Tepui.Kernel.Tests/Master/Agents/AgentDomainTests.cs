using System.Linq;
using Mesos.V1;
using Tepui.Internal.V1;
using Tepui.Kernel.Master;
using Capability = Mesos.V1.FrameworkInfo.Types.Capability.Types.Type;

namespace Tepui.Kernel.Tests.Master.Agents;

/// <summary>Fault domains at the master (docs/fault-domains.md of Mesos).</summary>
public class AgentDomainTests
{
    [Fact]
    public void Register_AgentOfAnotherRegion_IsOfferedToRegionAwareFrameworksOnly()
    {
        var scenario = new MasterScenario(WithDomain);
        Register(scenario, Domain("us", "z"));

        var plain = scenario.Subscribe();
        plain.Offers.ShouldBeEmpty();

        var aware = scenario.Subscribe(static subscribe => subscribe.FrameworkInfo.Capabilities.Add(
            new FrameworkInfo.Types.Capability { Type = Capability.RegionAware }));
        aware.Offers.Single().Domain.ShouldBe(Domain("us", "z"));
    }

    [Fact]
    public void Register_AgentOfAnotherZoneOrWithoutDomain_IsOfferedToAll()
    {
        var scenario = new MasterScenario(WithDomain);
        Register(scenario, Domain("eu", "other"));
        Register(scenario, domain: null, port: 5052);

        scenario.Subscribe().Offers.Select(static offer => offer.Domain).ShouldBe([Domain("eu", "other"), null], ignoreOrder: true);
    }

    [Fact]
    public void Register_AgentWithDomainAtAMasterWithout_IsTurnedAwayAndLives()
    {
        var scenario = new MasterScenario();
        ShouldBeTurnedAway(scenario, Register(scenario, Domain("eu", "z")), "It has a fault domain and this master has none");
    }

    [Fact]
    public void Register_AgentWithoutDomainWhereOneIsRequired_IsTurnedAwayAndLives()
    {
        var scenario = new MasterScenario(static config => WithDomain(config) with { RequireAgentDomain = true });
        Register(scenario, Domain("eu", "z")).IsClosed.ShouldBeFalse();
        ShouldBeTurnedAway(scenario, Register(scenario, domain: null, port: 5052), "It has no fault domain and this master requires one");
    }

    [Fact]
    public void Reregister_WithADomainThatTheMasterLacks_IsTurnedAwayAndLives()
    {
        var scenario = new MasterScenario();
        var agent = scenario.Register().LoseLink();
        agent.Info.Domain = Domain("eu", "z");
        agent.Reregister();
        ShouldBeTurnedAway(scenario, agent, "It has a fault domain and this master has none");
    }

    [Fact]
    public void Subscribe_MasterWithDomain_SaysItInSubscribed()
    {
        new MasterScenario(WithDomain).Subscribe().Events[0].Subscribed.MasterInfo.Domain.ShouldBe(Domain("eu", "a"));
    }

    private static MasterConfig WithDomain(MasterConfig config) =>
        config with { Info = new MasterInfo(config.Info) { Domain = Domain("eu", "a") } };

    private static DomainInfo Domain(string region, string zone) => new()
    {
        FaultDomain = new DomainInfo.Types.FaultDomain
        {
            Region = new DomainInfo.Types.FaultDomain.Types.RegionInfo { Name = region },
            Zone = new DomainInfo.Types.FaultDomain.Types.ZoneInfo { Name = zone },
        },
    };

    private static ScenarioAgent Register(MasterScenario scenario, DomainInfo? domain, int port = 5051)
    {
        var agent = scenario.Link(port: port);
        agent.Info.Domain = domain;
        agent.Register();
        return agent;
    }

    private static void ShouldBeTurnedAway(MasterScenario scenario, ScenarioAgent agent, string reason)
    {
        agent.IsClosed.ShouldBeTrue();
        agent.FramesOf(AgentLinkFrame.MessageOneofCase.ShutdownAgent).ShouldBeEmpty();
        scenario.Notices.OfType<AgentRefused>().Last().Reason.ShouldStartWith(reason);
    }
}
