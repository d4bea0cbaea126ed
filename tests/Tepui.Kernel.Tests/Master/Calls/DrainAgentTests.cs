using System;
using System.Linq;
using Mesos.V1;
using Kind = Tepui.Internal.V1.AgentLinkFrame.MessageOneofCase;

namespace Tepui.Kernel.Tests.Master.Calls;

public class DrainAgentTests
{
    private readonly MasterScenario _scenario = new();

    [Fact]
    public void AgentWithATask_IsDrained_OnceItsEndIsAcknowledged()
    {
        var agent = _scenario.Register();
        var scheduler = _scenario.Subscribe();
        scheduler.Launch([scheduler.Offers[0]], 0, TaskInfos.Command("a", scheduler.Offers[0]));
        scheduler.Offers.ShouldHaveSingleItem("what is left is offered again");

        _scenario.Operate(OperatorCallMaker.Drain(agent.Id.Value, TimeSpan.FromSeconds(90))).ShouldBeNull();

        scheduler.Offers.ShouldBeEmpty("rescinded");
        agent.Frames[^1].DrainAgent.Config.MaxGracePeriod.Nanoseconds.ShouldBe(90_000_000_000);
        agent.Frames[^1].DrainAgent.Config.MarkGone.ShouldBeFalse();
        var view = _scenario.Machine.TakeView().Agents.Single();
        (view.Active, view.Deactivated, view.Drain!.State).ShouldBe((false, true, DrainState.Draining));
        view.DrainStart.ShouldBe(_scenario.Now);
        _scenario.Operate(OperatorCallMaker.Reactivate(agent.Id.Value)).ShouldNotBeNull().Message
            .ShouldBe("Agent is still in the DRAINING state");

        var update = agent.Update(scheduler.Id.Value, "a", TaskState.TaskKilled);
        _scenario.Registry.Managed.Single().Value.IsDraining.ShouldBeTrue();
        scheduler.Acknowledge(update);
        _scenario.Machine.TakeView().Agents.Single().Drain!.State.ShouldBe(DrainState.Drained);
        _scenario.Registry.Managed.Single().Value.Drain!.State.ShouldBe(DrainState.Drained);
        scheduler.Offers.ShouldBeEmpty();

        _scenario.Operate(OperatorCallMaker.Reactivate(agent.Id.Value)).ShouldBeNull();
        scheduler.Offers.ShouldHaveSingleItem();
        _scenario.Registry.Managed.ShouldBeEmpty();
        view = _scenario.Machine.TakeView().Agents.Single();
        (view.Active, view.Deactivated, view.Drain, view.DrainStart).ShouldBe((true, false, null, null));
    }

    [Fact]
    public void IdleAgent_IsDrainedAtOnce()
    {
        var agent = _scenario.Register();
        _scenario.Operate(OperatorCallMaker.Drain(agent.Id.Value)).ShouldBeNull();
        _scenario.Machine.TakeView().Agents.Single().Drain!.State.ShouldBe(DrainState.Drained);
    }

    [Fact]
    public void MarkGone_ThenTheAgentIsGone()
    {
        var agent = _scenario.Register();
        var scheduler = _scenario.Subscribe();
        scheduler.Launch(scheduler.Offers[0], TaskInfos.Command("a", scheduler.Offers[0]));
        _scenario.Operate(OperatorCallMaker.Drain(agent.Id.Value, markGone: true)).ShouldBeNull();
        agent.Frames[^1].DrainAgent.Config.MarkGone.ShouldBeTrue();
        _scenario.Registry.Gone.ShouldBeEmpty();

        scheduler.Acknowledge(agent.Update(scheduler.Id.Value, "a", TaskState.TaskKilled));

        _scenario.Registry.Gone.Keys.ShouldBe([agent.Id.Value]);
        _scenario.Registry.Managed.ShouldBeEmpty();
        agent.Frames[^1].ShutdownAgent.ShouldNotBeNull();
        agent.IsClosed.ShouldBeTrue();
        scheduler.Updates.Select(static status => status.State).ShouldBe([TaskState.TaskKilled], "its task ended once");
    }

    [Fact]
    public void FrameworkThatEnds_LeavesTheAgentDrained()
    {
        var agent = _scenario.Register();
        var scheduler = _scenario.Subscribe();
        scheduler.Launch(scheduler.Offers[0], TaskInfos.Command("a", scheduler.Offers[0]));
        _scenario.Operate(OperatorCallMaker.Drain(agent.Id.Value)).ShouldBeNull();
        scheduler.Teardown();
        _scenario.Machine.TakeView().Agents.Single().Drain!.State.ShouldBe(DrainState.Drained);
    }

    [Fact]
    public void Draining_OutlivesTheMasterAndTheLink()
    {
        var agent = _scenario.Register();
        var scheduler = _scenario.Subscribe(static subscribe => subscribe.FrameworkInfo.FailoverTimeout = 3600);
        scheduler.Launch(scheduler.Offers[0], TaskInfos.Command("a", scheduler.Offers[0]));
        _scenario.Operate(OperatorCallMaker.Drain(agent.Id.Value, TimeSpan.FromSeconds(5))).ShouldBeNull();

        _scenario.RestartMaster();
        var back = agent.LoseLink();
        back.Reregister();
        back.FramesOf(Kind.DrainAgent).Single().DrainAgent.Config.MaxGracePeriod.Nanoseconds.ShouldBe(5_000_000_000);
        scheduler = _scenario.Subscribe(static subscribe => subscribe.FrameworkInfo.FailoverTimeout = 3600, scheduler.Id.Value);
        scheduler.Offers.ShouldBeEmpty();
        _scenario.Machine.TakeView().Agents.Single().Drain!.State.ShouldBe(DrainState.Draining);

        var again = back.LoseLink();
        again.Reregister();
        again.FramesOf(Kind.DrainAgent).ShouldHaveSingleItem();
        scheduler.Acknowledge(again.Update(scheduler.Id.Value, "a", TaskState.TaskKilled));
        _scenario.Machine.TakeView().Agents.Single().Drain!.State.ShouldBe(DrainState.Drained);
        scheduler.Offers.ShouldBeEmpty();
    }

    [Fact]
    public void DisconnectedAgent_DrainsWhenItIsBack()
    {
        var agent = _scenario.Register();
        var scheduler = _scenario.Subscribe();
        scheduler.Launch(scheduler.Offers[0], TaskInfos.Command("a", scheduler.Offers[0]));
        var back = agent.LoseLink();
        _scenario.Operate(OperatorCallMaker.Drain(agent.Id.Value)).ShouldBeNull();
        _scenario.Machine.TakeView().Agents.Single().Drain!.State.ShouldBe(DrainState.Draining);
        back.Reregister();
        back.FramesOf(Kind.DrainAgent).ShouldHaveSingleItem();
    }

    [Fact]
    public void UnreachableAgent_KeepsItsDraining()
    {
        var agent = _scenario.Register();
        agent.AnswersPings = false;
        var scheduler = _scenario.Subscribe();
        scheduler.Launch(scheduler.Offers[0], TaskInfos.Command("a", scheduler.Offers[0]));
        _scenario.Operate(OperatorCallMaker.Drain(agent.Id.Value)).ShouldBeNull();
        _scenario.Advance(TimeSpan.FromMinutes(2));
        scheduler.LastUpdate.State.ShouldBe(TaskState.TaskUnreachable);
        _scenario.Registry.Managed[agent.Id.Value].IsDraining.ShouldBeTrue("it may still have its task");

        var back = agent.LoseLink();
        back.Reregister();
        back.FramesOf(Kind.DrainAgent).ShouldHaveSingleItem();
        scheduler.Acknowledge(back.Update(scheduler.Id.Value, "a", TaskState.TaskKilled));
        _scenario.Machine.TakeView().Agents.Single().Drain!.State.ShouldBe(DrainState.Drained);
    }

    [Fact]
    public void AwaitedAgent_DrainsWhenItIsBack()
    {
        var agent = _scenario.Register();
        _scenario.RestartMaster();
        _scenario.Operate(OperatorCallMaker.Drain(agent.Id.Value)).ShouldBeNull();
        var back = agent.LoseLink();
        back.Reregister();
        back.FramesOf(Kind.DrainAgent).ShouldHaveSingleItem();
        _scenario.Machine.TakeView().Agents.Single().Drain!.State.ShouldBe(DrainState.Drained);
    }

    [Fact]
    public void EndThatCannotBeStored_IsTriedAgain()
    {
        var agent = _scenario.Register();
        var scheduler = _scenario.Subscribe();
        scheduler.Launch(scheduler.Offers[0], TaskInfos.Command("a", scheduler.Offers[0]));
        _scenario.Operate(OperatorCallMaker.Drain(agent.Id.Value)).ShouldBeNull();
        _scenario.HoldRegistry = true;
        scheduler.Acknowledge(agent.Update(scheduler.Id.Value, "a", TaskState.TaskKilled));
        _scenario.FailRegistry();
        _scenario.HoldRegistry = false;
        _scenario.Machine.TakeView().Agents.Single().Drain!.State.ShouldBe(DrainState.Draining);
        _scenario.Advance(TimeSpan.FromSeconds(20));
        _scenario.Machine.TakeView().Agents.Single().Drain!.State.ShouldBe(DrainState.Drained);
    }

    [Fact]
    public void UnknownAgent_Is400()
    {
        var refusal = _scenario.Operate(OperatorCallMaker.Drain("nosuch")).ShouldNotBeNull();
        refusal.Kind.ShouldBe(RejectionKind.BadRequest);
        refusal.Message.ShouldBe("Unknown agent");
    }
}
