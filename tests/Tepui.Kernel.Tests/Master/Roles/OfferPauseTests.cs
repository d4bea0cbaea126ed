using System;
using System.Collections.Generic;
using System.Linq;
using Tepui.Kernel.Master;
using Tepui.Kernel.Tests.Master.Calls;

namespace Tepui.Kernel.Tests.Master.Roles;

public class OfferPauseTests
{
    private readonly MasterScenario _scenario = new();
    private readonly List<ScenarioAgent> _agents = [];

    public OfferPauseTests()
    {
        for (var agent = 0; agent < 5; agent++)
        {
            _agents.Add(_scenario.Register("cpus:1;mem:64"));
        }
    }

    [Fact]
    public void WithQuotas_OffersWaitForMostAgents()
    {
        var scheduler = Restart(withQuota: true);
        foreach (var agent in _agents.Take(3))
        {
            agent.LoseLink().Reregister();
        }

        scheduler.Offers.ShouldBeEmpty();
        _agents[3].LoseLink().Reregister();
        scheduler.Offers.Count.ShouldBe(4);
        _scenario.HasTimer(new MasterTimer.OfferPause()).ShouldBeFalse();
        _agents[4].LoseLink().Reregister();
        scheduler.Offers.Count.ShouldBe(5);
    }

    [Fact]
    public void WithQuotas_OffersWaitNoLongerThanTheTimeout()
    {
        var scheduler = Restart(withQuota: true);
        _agents[0].LoseLink().Reregister();
        _scenario.Advance(TimeSpan.FromMinutes(10) - TimeSpan.FromSeconds(1));
        scheduler.Offers.ShouldBeEmpty();
        _scenario.Advance(TimeSpan.FromSeconds(1));
        scheduler.Offers.Count.ShouldBe(1);
    }

    [Fact]
    public void WithoutQuotas_OffersDoNotWait()
    {
        var scheduler = Restart(withQuota: false);
        _agents[0].LoseLink().Reregister();
        scheduler.Offers.Count.ShouldBe(1);
    }

    private ScenarioScheduler Restart(bool withQuota)
    {
        if (withQuota)
        {
            _scenario.Operate(UpdateQuotaTests.Update(UpdateQuotaTests.Config("dev", limits: "cpus:1"))).ShouldBeNull();
        }

        _scenario.RestartMaster();
        return _scenario.Subscribe();
    }
}
