using System.Linq;
using Mesos.V1;
using static Tepui.Kernel.Tests.Master.OperationInfos;

namespace Tepui.Kernel.Tests.Master.Calls.Accepting;

public class AcceptUnreserveTests
{
    private readonly MasterScenario _scenario = new() { AfterBatch = MasterInvariants.Check };
    private readonly ScenarioAgent _agent;
    private readonly ScenarioScheduler _scheduler;

    public AcceptUnreserveTests()
    {
        _agent = _scenario.Register("cpus:8;mem:4096;disk:1000");
        _scheduler = _scenario.Ads();
        _scheduler.Accept([Offer], 0, Reserve(Reserved("cpus:8;disk:100", "ads")));
    }

    private Offer Offer => _scheduler.Offers[0];

    [Fact]
    public void Unreserve_Part_LeavesTheRest()
    {
        _scheduler.Accept([Offer], 0, Unreserve(Reserved("cpus:3", "ads")));
        _agent.Resources.Total.ToString().ShouldContain("cpus(reservations: [(DYNAMIC,ads)]):5");
        _agent.Resources.Total.Unreserved().Scalar("cpus").ShouldBe(3000);
    }

    [Fact]
    public void Unreserve_Several_IsAllOrNothing()
    {
        _scheduler.Accept([Offer], 0, Unreserve(Reserved("cpus:3", "ads"), Reserved("disk:101", "ads")).Named("u"));
        _scheduler.OperationStatuses.Single().State.ShouldBe(OperationState.OperationError);
        _agent.Resources.Total.ToString().ShouldContain("cpus(reservations: [(DYNAMIC,ads)]):8");
    }

    [Fact]
    public void Unreserve_WhatIsNotReserved_IsAnError()
    {
        _scheduler.Accept([Offer], 0, Unreserve(TaskInfos.Resources("mem:10")).Named("u"));
        _scheduler.OperationStatuses.Single().Message.ShouldStartWith("Resource mem(allocated: ads):10 is not dynamically reserved; on agent");
    }

    [Fact]
    public void Unreserve_AVolume_IsAnError()
    {
        var volume = Volume(50, "v", "ads");
        _scheduler.Accept([Offer], 0, Create(volume));
        _scheduler.Accept([Offer], 0, Unreserve([volume]).Named("u"));
        _scheduler.OperationStatuses.Single().Message.ShouldContain("Please destroy the persistent volume first then unreserve the resource");
    }

    [Fact]
    public void Unreserve_WhatATaskUses_IsAnError()
    {
        _scheduler.Accept([Offer], 0, Launch(TaskInfos.Command("t", Offer, change: static task =>
        {
            task.Resources.Clear();
            task.Resources.AddRange(Reserved("cpus:6", "ads"));
        })));
        _scheduler.Accept([Offer], 0, Unreserve(Reserved("cpus:3", "ads")).Named("u"));
        _scheduler.OperationStatuses.Single().Message.ShouldContain("does not contain cpus(allocated: ads)(reservations: [(DYNAMIC,ads)]):3");
    }
}
