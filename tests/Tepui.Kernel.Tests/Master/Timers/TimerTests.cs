using System;
using System.Linq;
using Mesos.V1;
using Mesos.V1.Scheduler;
using Tepui.Internal.V1;
using Reason = Mesos.V1.TaskStatus.Types.Reason;

namespace Tepui.Kernel.Tests.Master.Timers;

public class TimerTests
{
    private readonly MasterScenario _scenario = new();

    [Fact]
    public void Heartbeat_ComesEvery15Seconds()
    {
        var scheduler = _scenario.Subscribe();
        _scenario.Advance(TimeSpan.FromSeconds(61));
        scheduler.Events.Count(static e => e.Type == Event.Types.Type.Heartbeat).ShouldBe(5);
        scheduler.Disconnect();
        _scenario.Advance(TimeSpan.FromMinutes(1));
        _scenario.Timers.ShouldBeEmpty();
    }

    [Fact]
    public void FailoverTimeout_Passed_RemovesTheFramework()
    {
        var agent = _scenario.Register();
        var scheduler = _scenario.Subscribe(static subscribe => subscribe.FrameworkInfo.FailoverTimeout = 10);
        scheduler.Launch(scheduler.Offers[0], TaskInfos.Command("a", scheduler.Offers[0]));
        scheduler.Disconnect();
        _scenario.Advance(TimeSpan.FromSeconds(9));
        agent.Tasks.Count.ShouldBe(1);
        _scenario.Advance(TimeSpan.FromSeconds(2));
        agent.Tasks.ShouldBeEmpty();
        _scenario.Machine.TakeView().CompletedFrameworks.Count.ShouldBe(1);
    }

    [Fact]
    public void FailoverTimeout_OfNothing_RemovesTheFrameworkAtOnce()
    {
        _scenario.Subscribe().Disconnect();
        _scenario.Advance(TimeSpan.Zero);
        _scenario.Machine.TakeView().Frameworks.ShouldBeEmpty();
    }

    [Fact]
    public void OfferTimeout_Passed_RescindsAndOffersToTheNext()
    {
        var scenario = new MasterScenario(static config => config with { OfferTimeout = TimeSpan.FromSeconds(30) });
        scenario.Register();
        var silent = scenario.Subscribe();
        silent.Offers.Count.ShouldBe(1);
        scenario.Advance(TimeSpan.FromSeconds(31));
        silent.Events.Count(static e => e.Type == Event.Types.Type.Rescind).ShouldBe(1);
        silent.Offers.ShouldHaveSingleItem().Id.Value.ShouldBe("m-O1");
    }

    [Fact]
    public void OfferTimeout_OfAnAnsweredOffer_DoesNothing()
    {
        var scenario = new MasterScenario(static config => config with { OfferTimeout = TimeSpan.FromSeconds(30) });
        scenario.Register();
        var scheduler = scenario.Subscribe();
        scheduler.Decline(scheduler.Offers[0], 3600);
        scenario.Advance(TimeSpan.FromSeconds(31));
        scheduler.Events.ShouldNotContain(static e => e.Type == Event.Types.Type.Rescind);
    }

    [Theory]
    [InlineData(true, TaskState.TaskUnreachable)]
    [InlineData(false, TaskState.TaskLost)]
    public void Pings_UnansweredFiveTimes_MakeTheAgentUnreachable(bool isPartitionAware, TaskState state)
    {
        var agent = _scenario.Register();
        agent.AnswersPings = false;
        var scheduler = _scenario.Subscribe(subscribe =>
        {
            if (!isPartitionAware)
            {
                subscribe.FrameworkInfo.Capabilities.RemoveAt(1);
            }
        });
        scheduler.Launch(scheduler.Offers[0], TaskInfos.Command("a", scheduler.Offers[0]));
        _scenario.Advance(TimeSpan.FromSeconds(74));
        scheduler.Updates.ShouldBeEmpty();
        _scenario.Advance(TimeSpan.FromSeconds(2));

        scheduler.LastUpdate.State.ShouldBe(state);
        scheduler.LastUpdate.Reason.ShouldBe(Reason.AgentRemoved);
        scheduler.LastUpdate.Message.ShouldBe("health check timed out");
        scheduler.Events.Single(static e => e.Failure is not null).Failure.AgentId.ShouldBe(agent.Id);
        agent.IsClosed.ShouldBeTrue();
        _scenario.Registry.Unreachable.Keys.ShouldBe(["m-S0"]);
        _scenario.Registry.Admitted.ShouldBeEmpty();
    }

    [Fact]
    public void Pings_Answered_KeepTheAgent()
    {
        var agent = _scenario.Register();
        _scenario.Advance(TimeSpan.FromMinutes(10));
        agent.FramesOf(AgentLinkFrame.MessageOneofCase.Ping).Count().ShouldBe(40);
        agent.IsClosed.ShouldBeFalse();
    }

    [Fact]
    public void Pings_AreTriedAgain_WhenTheRegistryCannotSayUnreachable()
    {
        var agent = _scenario.Register();
        agent.AnswersPings = false;
        _scenario.HoldRegistry = true;
        _scenario.Advance(TimeSpan.FromSeconds(76));
        _scenario.FailRegistry();
        _scenario.Machine.TakeView().Agents.Count.ShouldBe(1);
        _scenario.Advance(TimeSpan.FromSeconds(15));
        _scenario.StoreRegistry();
        _scenario.Machine.TakeView().Agents.ShouldBeEmpty();
    }

    [Fact]
    public void ReregisterTimeout_Passed_MakesTheAgentUnreachable()
    {
        var scenario = new MasterScenario(static config => config with { AgentReregisterTimeout = TimeSpan.FromSeconds(20) });
        var agent = scenario.Register();
        var scheduler = scenario.Subscribe();
        scheduler.Launch(scheduler.Offers[0], TaskInfos.Command("a", scheduler.Offers[0]));
        agent.LoseLink();
        scenario.Advance(TimeSpan.FromSeconds(21));
        scheduler.LastUpdate.State.ShouldBe(TaskState.TaskUnreachable);
        scheduler.LastUpdate.Message.ShouldBe("agent did not reregister within 20secs after disconnecting");
        scenario.Timers.Count.ShouldBe(2, "only the heartbeat is left, and the registry's collection");
    }

    [Fact]
    public void RecoveredAgents_ThatStayAway_BecomeUnreachable()
    {
        _scenario.Register();
        _scenario.RestartMaster();
        var scheduler = _scenario.Subscribe();
        _scenario.Advance(TimeSpan.FromMinutes(11));
        _scenario.Machine.TakeView().RecoveredAgents.ShouldBeEmpty();
        _scenario.Registry.Unreachable.Keys.ShouldBe(["m-S0"]);
        scheduler.Events.Single(static e => e.Failure is not null).Failure.AgentId.Value.ShouldBe("m-S0");
    }
}
