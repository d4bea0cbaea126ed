using Mesos.V1.Scheduler;

namespace Tepui.Kernel.Tests.Master.Calls;

public class SuppressTests
{
    [Fact]
    public void Suppress_EndsOffersUntilRevive()
    {
        var scenario = new MasterScenario();
        var scheduler = scenario.Subscribe();
        scheduler.Call(Call.Types.Type.Suppress).ShouldBeNull();
        scenario.Register();
        scheduler.Offers.ShouldBeEmpty();
        scenario.Machine.TakeView().Frameworks[0].SuppressedRoles.ShouldBe(["*"]);

        scheduler.Call(Call.Types.Type.Revive);
        scheduler.Offers.Count.ShouldBe(1);
    }

    [Fact]
    public void Suppress_KeepsOffersThatAreOut()
    {
        var scenario = new MasterScenario();
        scenario.Register();
        var scheduler = scenario.Subscribe();
        scheduler.Call(Call.Types.Type.Suppress);
        scheduler.Launch(scheduler.Offers[0], TaskInfos.Command("a", scheduler.Offers[0]));
        scheduler.Updates.ShouldBeEmpty();
    }
}
