using System.Linq;
using Mesos.V1;

namespace Tepui.Kernel.Tests.Master.Calls;

public class DeactivateAgentTests
{
    private readonly MasterScenario _scenario = new();

    [Fact]
    public void ActiveAgent_IsNotOfferedUntilReactivated()
    {
        var agent = _scenario.Register();
        var scheduler = _scenario.Subscribe();
        scheduler.Launch([scheduler.Offers[0]], 0, TaskInfos.Command("a", scheduler.Offers[0]));

        _scenario.Operate(OperatorCallMaker.Deactivate(agent.Id.Value)).ShouldBeNull();

        scheduler.Offers.ShouldBeEmpty();
        agent.Tasks.Count.ShouldBe(1, "what runs goes on");
        agent.Update(scheduler.Id.Value, "a", TaskState.TaskFinished);
        _scenario.Machine.TakeView().Agents.Single().Deactivated.ShouldBeTrue();
        scheduler.Offers.ShouldBeEmpty();
        _scenario.Operate(OperatorCallMaker.Reactivate(agent.Id.Value)).ShouldBeNull();
        scheduler.Offers.ShouldHaveSingleItem();
    }

    [Fact]
    public void Deactivation_OutlivesTheMaster()
    {
        var agent = _scenario.Register();
        _scenario.Operate(OperatorCallMaker.Deactivate(agent.Id.Value)).ShouldBeNull();
        _scenario.RestartMaster();
        var scheduler = _scenario.Subscribe();
        agent.LoseLink().Reregister();
        scheduler.Offers.ShouldBeEmpty();
        _scenario.Machine.TakeView().Agents.Single().Active.ShouldBeFalse();
        _scenario.Operate(OperatorCallMaker.Reactivate(agent.Id.Value)).ShouldBeNull();
        scheduler.Offers.ShouldHaveSingleItem();
    }

    [Fact]
    public void DrainedAgent_StaysDrained()
    {
        var agent = _scenario.Register();
        _scenario.Operate(OperatorCallMaker.Drain(agent.Id.Value)).ShouldBeNull();
        _scenario.Operate(OperatorCallMaker.Deactivate(agent.Id.Value)).ShouldBeNull();
        _scenario.Machine.TakeView().Agents.Single().Drain!.State.ShouldBe(DrainState.Drained);
    }

    [Fact]
    public void UnknownAgent_Is400()
    {
        var refusal = _scenario.Operate(OperatorCallMaker.Deactivate("nosuch")).ShouldNotBeNull();
        refusal.Kind.ShouldBe(RejectionKind.BadRequest);
        refusal.Message.ShouldBe("Unknown agent");
    }
}
