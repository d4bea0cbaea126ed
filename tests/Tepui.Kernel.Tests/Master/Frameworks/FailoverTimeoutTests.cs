using System;
using System.Linq;
using Mesos.V1;
using Mesos.V1.Scheduler;
using Tepui.Internal.V1;
using Tepui.Kernel.Master;
using Reason = Mesos.V1.TaskStatus.Types.Reason;

namespace Tepui.Kernel.Tests.Master.Frameworks;

/// <summary>FrameworkInfo.failover_timeout on both of its sides, to the tick (docs/high-availability-framework-guide.md).</summary>
public class FailoverTimeoutTests
{
    private static readonly TimeSpan Tick = TimeSpan.FromTicks(1);

    private readonly MasterScenario _scenario = new();

    [Theory]
    [InlineData(1)]
    [InlineData(60)]
    [InlineData(604_800)]
    public void Framework_BackJustBefore_KeepsItsTasksAndIsOfferedAgain(double seconds)
    {
        var agent = _scenario.Register();
        var first = Subscribe(seconds);
        first.Launch(first.Offers[0], TaskInfos.Custom("a", first.Offers[0], "e"));
        first.Disconnect();
        _scenario.Advance(TimeSpan.FromSeconds(seconds) - Tick);

        var second = Subscribe(seconds, first.Id.Value);
        _scenario.Advance(TimeSpan.FromSeconds(seconds) * 2);

        second.Error.ShouldBeNull();
        second.Offers.Count.ShouldBe(1);
        agent.Tasks.Count.ShouldBe(1);
        agent.Executors.Count.ShouldBe(1);
        agent.Update(second.Id.Value, "a", TaskState.TaskRunning);
        second.LastUpdate.State.ShouldBe(TaskState.TaskRunning);
        _scenario.Machine.TakeView().CompletedFrameworks.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    [InlineData(1)]
    [InlineData(60)]
    public void Framework_BackAtTheTime_IsRefusedAndEverythingOfItIsGone(double seconds)
    {
        var agent = _scenario.Register();
        var first = Subscribe(seconds);
        first.Launch(first.Offers[0], TaskInfos.Custom("a", first.Offers[0], "e"), TaskInfos.Command("b", first.Offers[0]));
        agent.Update(first.Id.Value, "b", TaskState.TaskRunning);
        first.Disconnect();
        _scenario.Advance(TimeSpan.FromSeconds(Math.Max(0, seconds)));

        agent.FramesOf(AgentLinkFrame.MessageOneofCase.ShutdownFramework).Count().ShouldBe(1);
        agent.Tasks.ShouldBeEmpty();
        agent.Executors.ShouldBeEmpty();
        Subscribe(seconds, first.Id.Value).Error.ShouldBe("Framework has been removed");
        first.Call(Call.Types.Type.Revive)!.Message.ShouldBe("Framework cannot be found");

        var completed = _scenario.Machine.TakeView().CompletedFrameworks.Single();
        completed.Id.Value.ShouldBe(first.Id.Value);
        completed.UnregisteredTime.ShouldBe(_scenario.Now);
        var statuses = completed.CompletedTasks.Select(static task => task.ToTask().Statuses[^1]).ToList();
        statuses.Select(static status => status.TaskId.Value).ShouldBe(["a", "b"], ignoreOrder: true);
        foreach (var status in statuses)
        {
            (status.State, status.Source, status.Reason, status.Message).ShouldBe(
                (TaskState.TaskKilled, TaskStatus.Types.Source.Master, Reason.FrameworkRemoved, $"Framework {first.Id.Value} removed"));
            status.ExecutorId?.Value.ShouldBe(status.TaskId.Value == "a" ? "e" : null);
        }

        // All that it held is offered to others.
        _scenario.Subscribe().Offers.Single().Resources.Single(static resource => resource.Name == "cpus").Scalar.Value.ShouldBe(4);
    }

    [Fact]
    public void Framework_GoneAgain_HasItsWholeTimeAgain()
    {
        var first = Subscribe(60);
        first.Disconnect();
        _scenario.Advance(TimeSpan.FromSeconds(59));
        var second = Subscribe(60, first.Id.Value);
        second.Disconnect();
        _scenario.Advance(TimeSpan.FromSeconds(59));
        _scenario.Machine.TakeView().CompletedFrameworks.ShouldBeEmpty();
        _scenario.Advance(TimeSpan.FromSeconds(1));
        _scenario.Machine.TakeView().CompletedFrameworks.Count.ShouldBe(1);
    }

    [Fact]
    public void Timer_OfAnEarlierAbsence_EndsNothing()
    {
        var first = Subscribe(60);
        first.Disconnect();
        _scenario.Advance(TimeSpan.FromSeconds(59));
        Subscribe(60, first.Id.Value).Disconnect();

        // Cancelled when it had already come due: it arrives late.
        _scenario.Step(new TimerFired(new MasterTimer.FrameworkFailover(new FrameworkId(first.Id.Value))));

        _scenario.Machine.TakeView().Frameworks.Count.ShouldBe(1);
        _scenario.Advance(TimeSpan.FromSeconds(60));
        _scenario.Machine.TakeView().Frameworks.ShouldBeEmpty();
    }

    [Fact]
    public void Timer_OfAConnectedFramework_EndsNothing()
    {
        var scheduler = Subscribe(0);
        _scenario.Step(new TimerFired(new MasterTimer.FrameworkFailover(new FrameworkId(scheduler.Id.Value))));
        scheduler.IsClosed.ShouldBeFalse();
        _scenario.Machine.TakeView().Frameworks.Count.ShouldBe(1);
    }

    [Fact]
    public void Timeout_ChangedOnTheNextSubscription_IsTheNewOne()
    {
        var first = Subscribe(60);
        var second = Subscribe(5, first.Id.Value);
        second.Disconnect();
        _scenario.Advance(TimeSpan.FromSeconds(5));
        _scenario.Machine.TakeView().CompletedFrameworks.Count.ShouldBe(1);
    }

    [Fact]
    public void Timeout_OfCenturies_IsWaitedFor()
    {
        var first = Subscribe(9_223_372_036);
        first.Disconnect();
        _scenario.Advance(TimeSpan.FromDays(365 * 200));
        Subscribe(0, first.Id.Value).Error.ShouldBeNull();
    }

    [Fact]
    public void Agent_AwayWhenAFrameworkEnds_IsToldWhenItIsBack()
    {
        var agent = _scenario.Register();
        var scheduler = Subscribe(0);
        scheduler.Launch(scheduler.Offers[0], TaskInfos.Command("a", scheduler.Offers[0]));
        var back = agent.LoseLink();
        scheduler.Disconnect();
        _scenario.Advance(TimeSpan.Zero);
        agent.Tasks.Count.ShouldBe(1);

        back.Reregister();

        back.FramesOf(AgentLinkFrame.MessageOneofCase.ShutdownFramework).Single()
            .ShutdownFramework.FrameworkId.Value.ShouldBe(scheduler.Id.Value);
        back.Tasks.ShouldBeEmpty();
        _scenario.Machine.TakeView().Frameworks.ShouldBeEmpty();
    }

    [Fact]
    public void UnreachableTasks_OfAFrameworkThatEnds_AreKilledInTheList()
    {
        var agent = _scenario.Register();
        var scheduler = Subscribe(600);
        scheduler.Launch(scheduler.Offers[0], TaskInfos.Command("a", scheduler.Offers[0]));
        agent.AnswersPings = false;
        _scenario.Advance(TimeSpan.FromSeconds(80));
        scheduler.LastUpdate.State.ShouldBe(TaskState.TaskUnreachable);
        scheduler.Disconnect();
        _scenario.Advance(TimeSpan.FromSeconds(600));

        var completed = _scenario.Machine.TakeView().CompletedFrameworks.Single();
        completed.UnreachableTasks.ShouldBeEmpty();
        completed.CompletedTasks.Single().State.ShouldBe(TaskState.TaskKilled);
    }

    [Fact]
    public void CompletedFramework_ForgottenForNewerOnes_MayComeBackAsAnyOfAnEarlierMaster()
    {
        var scenario = new MasterScenario(static config => config with { MaxCompletedFrameworks = 1 });
        var first = scenario.Subscribe();
        first.Teardown();
        scenario.Subscribe().Teardown();
        scenario.Subscribe(id: first.Id.Value).Error.ShouldBeNull();
    }

    private ScenarioScheduler Subscribe(double timeout, string? id = null) =>
        _scenario.Subscribe(subscribe => subscribe.FrameworkInfo.FailoverTimeout = timeout, id);
}
