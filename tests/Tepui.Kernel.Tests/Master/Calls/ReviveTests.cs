using Mesos.V1.Scheduler;

namespace Tepui.Kernel.Tests.Master.Calls;

public class ReviveTests
{
    private readonly MasterScenario _scenario = new();
    private readonly ScenarioScheduler _scheduler;

    public ReviveTests()
    {
        _scenario.Register();
        _scheduler = _scenario.Subscribe();
    }

    [Fact]
    public void Revive_AfterDecline_OffersAtOnce()
    {
        _scheduler.Decline(_scheduler.Offers[0], 3600);
        _scheduler.Call(Call.Types.Type.Revive).ShouldBeNull();
        _scheduler.Offers.Count.ShouldBe(1);
    }

    [Fact]
    public void Revive_NamedRole_OffersAtOnce()
    {
        _scheduler.Decline(_scheduler.Offers[0], 3600);
        _scheduler.Call(Call.Types.Type.Revive, static call => call.Revive = new Call.Types.Revive { Roles = { "*" } });
        _scheduler.Offers.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("/x")]
    public void Revive_RoleThatIsNotItsOwn_IsDropped(string role)
    {
        _scheduler.Decline(_scheduler.Offers[0], 3600);
        _scheduler.Call(Call.Types.Type.Revive, call => call.Revive = new Call.Types.Revive { Roles = { role } }).ShouldBeNull();
        _scheduler.Offers.ShouldBeEmpty();
        _scenario.Machine.TakeView().Counters[Kernel.Master.MasterCounter.DroppedMessages].ShouldBe(1);
    }
}
