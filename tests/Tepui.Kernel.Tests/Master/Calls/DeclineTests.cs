using System;

namespace Tepui.Kernel.Tests.Master.Calls;

public class DeclineTests
{
    private readonly MasterScenario _scenario = new();
    private readonly ScenarioScheduler _scheduler;

    public DeclineTests()
    {
        _scenario.Register();
        _scheduler = _scenario.Subscribe();
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(30, 30)]
    [InlineData(-1, 5)]
    [InlineData(double.NaN, 5)]
    public void Decline_WithFilters_OffersAgainOnlyAfterThem(double refuseSeconds, int seconds)
    {
        _scheduler.Decline(_scheduler.Offers[0], refuseSeconds).ShouldBeNull();
        _scenario.Advance(TimeSpan.FromSeconds(seconds - 0.1));
        _scheduler.Offers.ShouldBeEmpty();
        _scenario.Advance(TimeSpan.FromSeconds(0.2));
        _scheduler.Offers.Count.ShouldBe(1);
    }

    [Fact]
    public void Decline_ForNoTime_OffersAtOnce()
    {
        _scheduler.Decline(_scheduler.Offers[0], 0);
        _scheduler.Offers.ShouldHaveSingleItem().Id.Value.ShouldBe("m-O1");
    }

    [Fact]
    public void Decline_GivesTheOfferToTheNextFramework()
    {
        var second = _scenario.Subscribe();
        second.Offers.ShouldBeEmpty();
        _scheduler.Decline(_scheduler.Offers[0], 3600);
        second.Offers.Count.ShouldBe(1);
    }

    [Fact]
    public void Decline_OfferOfAnotherFramework_LeavesIt()
    {
        var offer = _scheduler.Offers[0];
        _scenario.Subscribe().Decline(offer).ShouldBeNull();
        _scheduler.Launch(offer, TaskInfos.Command("a", offer));
        _scheduler.Updates.ShouldBeEmpty();
    }
}
