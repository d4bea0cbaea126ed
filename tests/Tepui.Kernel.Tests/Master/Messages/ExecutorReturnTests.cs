using System;
using System.Linq;
using Mesos.V1;
using Mesos.V1.Scheduler;
using Tepui.Internal.V1;
using Reason = Mesos.V1.TaskStatus.Types.Reason;

namespace Tepui.Kernel.Tests.Master.Messages;

/// <summary>Custom executors of agents that come back, and tasks that came to something while their agent was away.</summary>
public class ExecutorReturnTests
{
    private readonly MasterScenario _scenario = new() { AfterBatch = MasterInvariants.Check };
    private readonly ScenarioAgent _agent;
    private readonly ScenarioScheduler _scheduler;

    public ExecutorReturnTests()
    {
        _agent = _scenario.Register();
        _scheduler = _scenario.Subscribe(static subscribe => subscribe.FrameworkInfo.FailoverTimeout = 86400);
        _scheduler.Launch([_scheduler.Offers[0]], 0, TaskInfos.Custom("a", _scheduler.Offers[0], "e"));
    }

    [Fact]
    public void LostLink_KeepsExecutors()
    {
        var relinked = _agent.LoseLink();
        _scenario.Machine.TakeView().Agents.Single().Executors.Count.ShouldBe(1);
        relinked.Reregister();
        Cpus(_scheduler.Offers.ShouldHaveSingleItem()).ShouldBe(2.5);
    }

    [Fact]
    public void ExecutorEndedWhileItsAgentWasAway_IsLetGo()
    {
        var relinked = _agent.LoseLink();
        relinked.Executors.Clear();
        relinked.Reregister();
        var offer = _scheduler.Offers.ShouldHaveSingleItem();
        Cpus(offer).ShouldBe(3);
        offer.ExecutorIds.ShouldBeEmpty();
    }

    [Fact]
    public void ExecutorOnlyTheAgentKnows_IsHeldFromNowOn()
    {
        var relinked = _agent.LoseLink();
        var other = relinked.Executors.Values.Single().Clone();
        other.ExecutorId.Value = "f";
        relinked.Executors.Add((_scheduler.Id.Value, "f"), other);
        relinked.Reregister();
        var offer = _scheduler.Offers.ShouldHaveSingleItem();
        Cpus(offer).ShouldBe(2);
        offer.ExecutorIds.Select(static id => id.Value).ShouldBe(["e", "f"]);
    }

    [Fact]
    public void AskingTwiceOverOneLink_EndsNoExecutor()
    {
        var relinked = _agent.LoseLink();
        relinked.Reregister();
        var executors = relinked.Executors.ToList();
        relinked.Executors.Clear();
        relinked.Reregister();
        _scenario.Machine.TakeView().Agents.Single().Executors.Count.ShouldBe(executors.Count);
    }

    [Fact]
    public void Unreachable_FreesExecutorsAndOnReturnTheyAreBack()
    {
        _agent.AnswersPings = false;
        _scenario.Advance(TimeSpan.FromMinutes(2));

        _scheduler.LastUpdate.State.ShouldBe(TaskState.TaskUnreachable);
        _scheduler.LastUpdate.ExecutorId.Value.ShouldBe("e");
        _scheduler.Events.Where(static e => e.Type == Event.Types.Type.Failure).ShouldAllBe(static e => e.Failure.ExecutorId == null);
        _scenario.Machine.TakeView().Frameworks[0].Used.IsEmpty.ShouldBeTrue();

        var relinked = _scenario.Relink(_agent);
        relinked.Reregister();
        _scheduler.LastUpdate.State.ShouldBe(TaskState.TaskRunning);
        _scheduler.LastUpdate.Reason.ShouldBe(Reason.AgentReregistered);
        Cpus(_scheduler.Offers.ShouldHaveSingleItem()).ShouldBe(2.5);
        relinked.EndExecutor(_scheduler.Id.Value, "e", 9);
        _scheduler.Events.Last(static e => e.Type == Event.Types.Type.Failure).Failure.Status.ShouldBe(9);
    }

    [Fact]
    public void TaskThatEndedWhileUnreachable_IsToldAtOnceAndHoldsNothing()
    {
        _agent.AnswersPings = false;
        _scenario.Advance(TimeSpan.FromMinutes(2));
        _scenario.Relink(_agent).Reregister(TaskState.TaskFinished);
        _scheduler.LastUpdate.State.ShouldBe(TaskState.TaskFinished);
        _scheduler.LastUpdate.HasUuid.ShouldBeFalse();
        Cpus(_scheduler.Offers.ShouldHaveSingleItem()).ShouldBe(3.5);
    }

    [Fact]
    public void NewMaster_LearnsExecutorsBeforeTheirFrameworkIsBack()
    {
        _scenario.RestartMaster();
        var relinked = _scenario.Relink(_agent);
        relinked.Reregister();
        var framework = _scenario.Machine.TakeView().Frameworks.Single();
        framework.Recovered.ShouldBeTrue();
        framework.Executors.Single().Executor.ExecutorId.Value.ShouldBe("e");
        var scheduler = _scenario.Subscribe(id: _scheduler.Id.Value);
        Cpus(scheduler.Offers.ShouldHaveSingleItem()).ShouldBe(2.5);
    }

    [Fact]
    public void FrameworkTornDownWhileItsAgentWasAway_LeavesNoExecutor()
    {
        var relinked = _agent.LoseLink();
        _scheduler.Teardown();
        relinked.Reregister();
        relinked.FramesOf(AgentLinkFrame.MessageOneofCase.ShutdownFramework).Count().ShouldBe(1);
        _scenario.Machine.TakeView().Agents.Single().Executors.ShouldBeEmpty();
    }

    [Fact]
    public void WrongExecutors_AreAllToldAndTheAgentIsNotLetIn()
    {
        var relinked = _agent.LoseLink();
        var wrong = relinked.Executors.Values.Single().Clone();
        wrong.FrameworkId.Value = "nobody";
        wrong.Resources[0].AllocationInfo = null;
        relinked.Executors.Add(("nobody", "e"), wrong);
        relinked.Reregister();
        relinked.IsClosed.ShouldBeTrue();
        _scenario.Notices.OfType<Kernel.Master.AgentRefused>().Single().Reason.ShouldBe(
            "Executor has an invalid FrameworkID 'nobody'; Executor 'e' has resources without 'allocation_info'");
    }

    private static double Cpus(Offer offer) => offer.Resources.First(static resource => resource.Name == "cpus").Scalar.Value;
}
