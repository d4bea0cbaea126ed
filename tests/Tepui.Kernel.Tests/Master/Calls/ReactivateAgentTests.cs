using System;

namespace Tepui.Kernel.Tests.Master.Calls;

public class ReactivateAgentTests
{
    private readonly MasterScenario _scenario = new();

    [Theory]
    [InlineData("nosuch")]
    [InlineData("m-S0")]
    public void AgentInUse_Is400(string agent)
    {
        _scenario.Register();
        var refusal = _scenario.Operate(OperatorCallMaker.Reactivate(agent)).ShouldNotBeNull();
        refusal.Kind.ShouldBe(RejectionKind.BadRequest);
        refusal.Message.ShouldBe("Agent is not deactivated");
    }

    [Fact]
    public void UnreachableAgent_IsInUseWhenItIsBack()
    {
        var agent = _scenario.Register();
        agent.AnswersPings = false;
        _scenario.Operate(OperatorCallMaker.Deactivate(agent.Id.Value)).ShouldBeNull();
        _scenario.Advance(TimeSpan.FromMinutes(2));
        _scenario.Operate(OperatorCallMaker.Reactivate(agent.Id.Value)).ShouldBeNull();
        agent.LoseLink().Reregister();
        _scenario.Subscribe().Offers.ShouldHaveSingleItem();
    }

    [Fact]
    public void DisconnectedAgent_IsOfferedWhenItIsBack()
    {
        var agent = _scenario.Register();
        _scenario.Operate(OperatorCallMaker.Deactivate(agent.Id.Value)).ShouldBeNull();
        var back = agent.LoseLink();
        _scenario.Operate(OperatorCallMaker.Reactivate(agent.Id.Value)).ShouldBeNull();
        var scheduler = _scenario.Subscribe();
        scheduler.Offers.ShouldBeEmpty();
        back.Reregister();
        scheduler.Offers.ShouldHaveSingleItem();
    }
}
