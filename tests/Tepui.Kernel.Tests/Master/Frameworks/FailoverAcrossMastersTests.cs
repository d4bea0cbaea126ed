using System;
using System.Linq;
using Mesos.V1;
using Tepui.Internal.V1;
using Tepui.Kernel.Master;

namespace Tepui.Kernel.Tests.Master.Frameworks;

/// <summary>Frameworks that were or were not there when a master took over from another.</summary>
public sealed class FailoverAcrossMastersTests
{
    private static readonly TimeSpan Tick = TimeSpan.FromTicks(1);

    private readonly MasterScenario _scenario = new();

    [Theory]
    [InlineData(5)]
    [InlineData(60)]
    [InlineData(604_800)]
    public void Framework_BackBeforeItsTimeFromTheNewMastersElection_KeepsItsTasks(double seconds)
    {
        var (agent, first) = Run(seconds);
        first.Disconnect();
        _scenario.RestartMaster();
        agent = agent.LoseLink();
        agent.Reregister();
        _scenario.Advance(TimeSpan.FromSeconds(seconds) - Tick);

        var second = Subscribe(seconds, first.Id.Value);
        _scenario.Advance(TimeSpan.FromSeconds(seconds));

        second.Error.ShouldBeNull();
        agent.Tasks.Count.ShouldBe(1);
        _scenario.Machine.TakeView().CompletedFrameworks.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(5)]
    [InlineData(60)]
    public void Framework_ThatStaysAwayFromTheNewMaster_IsEndedWithItsTasks(double seconds)
    {
        var (agent, first) = Run(seconds);
        _scenario.RestartMaster();
        agent = agent.LoseLink();
        _scenario.Advance(TimeSpan.FromSeconds(2));
        agent.Reregister();
        _scenario.Advance(TimeSpan.FromSeconds(seconds - 2) - Tick);
        agent.Tasks.Count.ShouldBe(1);

        _scenario.Advance(Tick);

        agent.FramesOf(AgentLinkFrame.MessageOneofCase.ShutdownFramework).Count().ShouldBe(1);
        agent.Tasks.ShouldBeEmpty();
        var completed = _scenario.Machine.TakeView().CompletedFrameworks.Single();
        completed.CompletedTasks.Single().State.ShouldBe(TaskState.TaskKilled);
        Subscribe(seconds, first.Id.Value).Error.ShouldBe("Framework has been removed");
    }

    [Fact]
    public void Framework_WithoutATimeout_HasAsLongAsAgentsHave()
    {
        var (agent, first) = Run(0);
        _scenario.RestartMaster();
        agent = agent.LoseLink();
        agent.Reregister();
        _scenario.Advance(TimeSpan.FromMinutes(10) - Tick);
        agent.Tasks.Count.ShouldBe(1);
        _scenario.Machine.TakeView().Frameworks.Single().Id.Value.ShouldBe(first.Id.Value);

        _scenario.Advance(Tick);

        agent.Tasks.ShouldBeEmpty();
    }

    [Fact]
    public void Agent_LaterThanItsFrameworksTime_EndsItsTasksAtOnce()
    {
        var (agent, _) = Run(60);
        _scenario.RestartMaster();
        agent = agent.LoseLink();
        _scenario.Advance(TimeSpan.FromMinutes(5));

        agent.Reregister();
        _scenario.Advance(TimeSpan.Zero);

        agent.Tasks.ShouldBeEmpty();
    }

    [Fact]
    public void Framework_ThatIsBackFirst_HasNoTimeToKeep()
    {
        var (agent, first) = Run(60);
        _scenario.RestartMaster();
        var second = Subscribe(60, first.Id.Value);
        agent = agent.LoseLink();
        agent.Reregister();
        _scenario.Advance(TimeSpan.FromMinutes(30));

        agent.Tasks.Count.ShouldBe(1);
        second.IsClosed.ShouldBeFalse();
    }

    [Fact]
    public void Framework_GoneAgainFromTheNewMaster_HasItsWholeTime()
    {
        var (agent, first) = Run(60);
        _scenario.RestartMaster();
        agent = agent.LoseLink();
        agent.Reregister();
        _scenario.Advance(TimeSpan.FromSeconds(50));
        Subscribe(60, first.Id.Value).Disconnect();
        _scenario.Advance(TimeSpan.FromSeconds(60) - Tick);
        agent.Tasks.Count.ShouldBe(1);
        _scenario.Advance(Tick);
        agent.Tasks.ShouldBeEmpty();
    }

    [Fact]
    public void TwoFailoversInARow_TheTimeBeginsAnewWithEach()
    {
        var (agent, _) = Run(60);
        for (int i = 0; i < 3; i++)
        {
            _scenario.RestartMaster();
            agent = agent.LoseLink();
            agent.Reregister();
            _scenario.Advance(TimeSpan.FromSeconds(59));
            agent.Tasks.Count.ShouldBe(1);
        }

        _scenario.Advance(TimeSpan.FromSeconds(1));
        agent.Tasks.ShouldBeEmpty();
    }

    [Fact]
    public void Timeout_ThatIsNoNumber_IsTakenForNone()
    {
        var (agent, first) = Run(0);
        agent.Frameworks[first.Id.Value].FailoverTimeout = double.NaN;
        _scenario.RestartMaster();
        agent = agent.LoseLink();
        agent.Reregister();
        _scenario.Advance(TimeSpan.FromMinutes(10));
        agent.Tasks.ShouldBeEmpty();
    }

    [Fact]
    public void Agent_OfAnotherTerm_IsTurnedAwayAndOneThatKnowsNoneIsNot()
    {
        var scenario = new MasterScenario(leads: false);
        scenario.Step(new LeadershipGained(scenario.Registry, Term: 7));

        var late = scenario.Link();
        late.Send(Registration(late, term: 5));
        late.IsClosed.ShouldBeTrue();
        late.Info.Id.ShouldBeNull();

        var present = scenario.Link(port: 5052);
        present.Send(Registration(present, term: 7));
        present.Id.Value.ShouldNotBeEmpty();

        var addressed = scenario.Link(port: 5053);
        addressed.Register();
        addressed.Id.Value.ShouldNotBeEmpty();
    }

    private static AgentLinkFrame Registration(ScenarioAgent agent, long term) => new()
    {
        RegisterAgent = new RegisterAgent { Agent = agent.Info, ProtocolVersion = 1, TepuiVersion = "0.1.0", Term = term },
    };

    private (ScenarioAgent Agent, ScenarioScheduler Scheduler) Run(double timeout)
    {
        var agent = _scenario.Register();
        var scheduler = Subscribe(timeout);
        scheduler.Launch(scheduler.Offers[0], TaskInfos.Command("a", scheduler.Offers[0]));
        agent.Update(scheduler.Id.Value, "a", TaskState.TaskRunning);
        return (agent, scheduler);
    }

    private ScenarioScheduler Subscribe(double timeout, string? id = null) =>
        _scenario.Subscribe(subscribe => subscribe.FrameworkInfo.FailoverTimeout = timeout, id);
}
