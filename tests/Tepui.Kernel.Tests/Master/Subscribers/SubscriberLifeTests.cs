using System;
using System.Linq;
using Mesos.V1;
using Tepui.Kernel.Master;
using Tepui.Kernel.Master.Subscribers;

namespace Tepui.Kernel.Tests.Master.Subscribers;

public class SubscriberLifeTests
{
    [Fact]
    public void Subscribe_InTheBatchThatChangesSomething_HasItInTheSnapshotAndNotAgain()
    {
        var scenario = new MasterScenario();
        var subscriber = scenario.Watch();
        subscriber.Refusal.ShouldBeNull();
        subscriber.Snapshot.ShouldNotBeNull().Agents.ShouldBeEmpty();

        scenario.Register();

        subscriber.Names.ShouldBe(["AgentAdded"]);
        var late = scenario.Watch();
        late.Snapshot.ShouldNotBeNull().Agents.Count.ShouldBe(1);
        late.Changes.ShouldBeEmpty();
    }

    [Fact]
    public void Subscribe_OneMoreThanTheMaximum_EndsTheOldest()
    {
        var scenario = new MasterScenario(static config => config with { MaxOperatorEventStreamSubscribers = 2 });
        var first = scenario.Watch();
        var second = scenario.Watch();
        var third = scenario.Watch();

        first.IsClosed.ShouldBeTrue();
        second.IsClosed.ShouldBeFalse();
        third.IsClosed.ShouldBeFalse();
        scenario.Notices.OfType<SubscriberEvicted>().Count().ShouldBe(1);
        scenario.Register();
        second.Names.ShouldBe(["AgentAdded"]);
        third.Names.ShouldBe(["AgentAdded"]);
    }

    [Fact]
    public void Subscribe_AtAMasterThatDoesNotLead_IsUnavailable()
    {
        var scenario = new MasterScenario(leads: false);
        scenario.Watch().Refusal.ShouldNotBeNull().Kind.ShouldBe(RejectionKind.Unavailable);
    }

    [Fact]
    public void Heartbeat_ComesToAllAtTheInterval_AndNotWhenNobodyListens()
    {
        var scenario = new MasterScenario();
        scenario.HasTimer(new MasterTimer.SubscriberHeartbeat()).ShouldBeFalse();
        var first = scenario.Watch();
        scenario.Advance(TimeSpan.FromSeconds(10));
        var second = scenario.Watch();
        scenario.Advance(TimeSpan.FromSeconds(20));
        first.Changes.OfType<OperatorChange.Heartbeat>().Count().ShouldBe(2);
        second.Changes.OfType<OperatorChange.Heartbeat>().Count().ShouldBe(2);

        first.Leave();
        scenario.HasTimer(new MasterTimer.SubscriberHeartbeat()).ShouldBeTrue();
        second.Leave();
        scenario.HasTimer(new MasterTimer.SubscriberHeartbeat()).ShouldBeFalse();
    }

    [Fact]
    public void Changes_WhileNobodySubscribed_MakeNoEffects()
    {
        var scenario = new MasterScenario();
        var subscriber = scenario.Watch();
        subscriber.Leave();

        scenario.Register();
        scenario.Subscribe();

        subscriber.Changes.ShouldBeEmpty();
    }

    [Fact]
    public void ATasksLife_IsTold_InMesossOrder()
    {
        var scenario = new MasterScenario();
        var subscriber = scenario.Watch();
        var agent = scenario.Register();
        var scheduler = scenario.Subscribe();
        scheduler.Launch(scheduler.Offers[0], TaskInfos.Command("t1", scheduler.Offers[0]));
        agent.Update(scheduler.Id.Value, "t1", TaskState.TaskRunning);
        agent.Update(scheduler.Id.Value, "t1", TaskState.TaskRunning, "once more");
        scheduler.Acknowledge(agent.Update(scheduler.Id.Value, "t1", TaskState.TaskFinished));
        scheduler.Teardown();

        subscriber.Names.ShouldBe(["AgentAdded", "FrameworkAdded", "TaskAdded", "TaskUpdated", "TaskUpdated", "FrameworkRemoved"]);
        var added = subscriber.Changes.OfType<OperatorChange.FrameworkAdded>().Single().Framework;
        added.Active.ShouldBeTrue();
        added.Connected.ShouldBeTrue();
        added.Recovered.ShouldBeFalse();
        subscriber.Changes.OfType<OperatorChange.TaskAdded>().Single().Task.State.ShouldBe(TaskState.TaskStaging);
    }

    [Fact]
    public void ATaskThatEndedAndIsNotAcknowledged_IsKilledWithItsFramework_AndKeepsItsState()
    {
        var scenario = new MasterScenario();
        var agent = scenario.Register();
        var scheduler = scenario.Subscribe();
        scheduler.Launch(scheduler.Offers[0], TaskInfos.Command("t1", scheduler.Offers[0]));
        agent.Update(scheduler.Id.Value, "t1", TaskState.TaskFinished);
        var subscriber = scenario.Watch();
        scheduler.Teardown();

        subscriber.Names.ShouldBe(["TaskUpdated", "FrameworkRemoved"]);
        var update = subscriber.Changes.OfType<OperatorChange.TaskUpdated>().Single();
        update.Status.State.ShouldBe(TaskState.TaskKilled);
        update.State.ShouldBe(TaskState.TaskFinished);
    }

    [Fact]
    public void AnAgentOutOfReach_IsRemovedAfterItsTasks_AndAddedAfterThemWhenItIsBack()
    {
        var scenario = new MasterScenario();
        var agent = scenario.Register();
        var scheduler = scenario.Subscribe();
        scheduler.Launch(scheduler.Offers[0], TaskInfos.Command("t1", scheduler.Offers[0]));
        var subscriber = scenario.Watch();
        agent.AnswersPings = false;
        scenario.Advance(TimeSpan.FromSeconds(80));
        subscriber.Names.ShouldBe(["TaskUpdated", "AgentRemoved"]);
        subscriber.Changes.OfType<OperatorChange.TaskUpdated>().Single().State.ShouldBe(TaskState.TaskUnreachable);

        agent.LoseLink().Reregister();
        subscriber.Names.Skip(2).ShouldBe(["TaskAdded", "AgentAdded"]);
        var back = subscriber.Changes.OfType<OperatorChange.AgentAdded>().Single().Agent;
        back.Active.ShouldBeTrue();
        back.Id.Value.ShouldBe(agent.Id.Value);
    }

    [Fact]
    public void AFrameworkOfANewMaster_IsAddedAsRecoveredBeforeItsTasks_AndUpdatedWhenItSubscribes()
    {
        var scenario = new MasterScenario();
        var agent = scenario.Register();
        var scheduler = scenario.Subscribe(static subscribe => subscribe.FrameworkInfo.FailoverTimeout = 100);
        scheduler.Launch(scheduler.Offers[0], TaskInfos.Command("t1", scheduler.Offers[0]));
        scenario.RestartMaster();
        var subscriber = scenario.Watch();
        subscriber.Snapshot.ShouldNotBeNull().RecoveredAgents.Count.ShouldBe(1);

        agent.LoseLink().Reregister();
        subscriber.Names.ShouldBe(["AgentAdded", "FrameworkAdded", "TaskAdded"]);
        subscriber.Changes.OfType<OperatorChange.FrameworkAdded>().Single().Framework.Recovered.ShouldBeTrue();

        scenario.Subscribe(static subscribe => subscribe.FrameworkInfo.FailoverTimeout = 100, scheduler.Id.Value);
        subscriber.Names.Skip(3).ShouldBe(["FrameworkUpdated"]);
        subscriber.Changes.OfType<OperatorChange.FrameworkUpdated>().Single().Framework.Recovered.ShouldBeFalse();
    }

    [Theory]
    [InlineData(TaskStatus.Types.Reason.TaskCheckStatusUpdated, 2)]
    [InlineData(TaskStatus.Types.Reason.TaskHealthCheckStatusUpdated, 2)]
    [InlineData(TaskStatus.Types.Reason.Reconciliation, 1)]
    public void ACheckOfATask_IsTold_ThoughItsStateStays(TaskStatus.Types.Reason reason, int told)
    {
        var scenario = new MasterScenario();
        var agent = scenario.Register();
        var scheduler = scenario.Subscribe();
        scheduler.Launch(scheduler.Offers[0], TaskInfos.Command("t1", scheduler.Offers[0]));
        var subscriber = scenario.Watch();
        var status = agent.Update(scheduler.Id.Value, "t1", TaskState.TaskRunning).Clone();
        status.Reason = reason;
        agent.Send(new Internal.V1.AgentLinkFrame
        {
            UpdateStatus = new Internal.V1.UpdateStatus { FrameworkId = scheduler.Id, Status = status },
        });

        subscriber.Names.Count(static name => name == "TaskUpdated").ShouldBe(told);
    }
}
