using System;
using System.Linq;
using Mesos.V1;
using Tepui.Internal.V1;
using Tepui.Kernel.Registry;
using Reason = Mesos.V1.TaskStatus.Types.Reason;

namespace Tepui.Kernel.Tests.Master.Messages;

public class AgentReregistrationTests
{
    private readonly MasterScenario _scenario = new();
    private readonly ScenarioAgent _agent;
    private readonly ScenarioScheduler _scheduler;

    public AgentReregistrationTests()
    {
        _agent = _scenario.Register();
        _scheduler = _scenario.Subscribe(static subscribe => subscribe.FrameworkInfo.FailoverTimeout = 86400);
        _scheduler.Launch([_scheduler.Offers[0]], 0, TaskInfos.Command("a", _scheduler.Offers[0]));
    }

    [Fact]
    public void LostLink_RescindsOffersAndKeepsTasks()
    {
        _agent.LoseLink();
        _scheduler.Offers.ShouldBeEmpty();
        _scheduler.Updates.ShouldBeEmpty();
        var agent = _scenario.Machine.TakeView().Agents.Single();
        agent.Connected.ShouldBeFalse();
        agent.Active.ShouldBeFalse();
    }

    [Fact]
    public void Return_AfterALostLink_IsOfferedAgain()
    {
        var relinked = _agent.LoseLink();
        relinked.Reregister();
        relinked.Frames[0].AgentReregistered.Reconcile.ShouldBeEmpty();
        Cpus(_scheduler.Offers.ShouldHaveSingleItem()).ShouldBe(3);
        _scheduler.Updates.ShouldBeEmpty();
    }

    [Fact]
    public void Return_OverASecondLink_ClosesTheFirst()
    {
        var scenario = new MasterScenario();
        var first = scenario.Register();
        var second = scenario.Relink(first);
        second.Reregister();
        first.IsClosed.ShouldBeTrue();
        second.Frames[0].AgentReregistered.AgentId.Value.ShouldBe("m-S0");
    }

    [Fact]
    public void Return_WithoutATaskTheMasterKnows_AsksWhatBecameOfIt()
    {
        var relinked = _agent.LoseLink();
        relinked.Tasks.Clear();
        relinked.Reregister();
        var reconcile = relinked.Frames[0].AgentReregistered.Reconcile.ShouldHaveSingleItem();
        reconcile.TaskId.Value.ShouldBe("a");
        reconcile.FrameworkId.ShouldBe(_scheduler.Id);
    }

    [Fact]
    public void Return_ToANewMaster_BringsFrameworksAndTasks()
    {
        _scenario.RestartMaster();
        var view = _scenario.Machine.TakeView();
        view.RecoveredAgents.ShouldHaveSingleItem().Id.Value.ShouldBe("m-S0");

        var relinked = _agent.LoseLink();
        relinked.Reregister();

        view = _scenario.Machine.TakeView();
        view.RecoveredAgents.ShouldBeEmpty();
        var framework = view.Frameworks.ShouldHaveSingleItem();
        framework.Recovered.ShouldBeTrue();
        framework.Tasks.Single().Id.Value.ShouldBe("a");

        var other = _scenario.Subscribe();
        Cpus(other.Offers.ShouldHaveSingleItem()).ShouldBe(3);
        var scheduler = _scenario.Subscribe(id: _scheduler.Id.Value);
        scheduler.Reconcile();
        scheduler.LastUpdate.State.ShouldBe(TaskState.TaskRunning);
        scheduler.Acknowledge(relinked.Update(scheduler.Id.Value, "a", TaskState.TaskFinished));
        other.Offers.Concat(scheduler.Offers).Sum(Cpus).ShouldBe(4);
    }

    [Fact]
    public void Return_AfterTheSchedulerCameBackFirst_BringsItsTasks()
    {
        _scenario.RestartMaster();
        var scheduler = _scenario.Subscribe(id: _scheduler.Id.Value);
        _agent.LoseLink().Reregister();
        scheduler.Reconcile();
        scheduler.Updates.ShouldHaveSingleItem().State.ShouldBe(TaskState.TaskRunning);
    }

    [Fact]
    public void Return_AfterBeingUnreachable_TellsThatTasksAreBack()
    {
        _agent.AnswersPings = false;
        _scenario.Advance(TimeSpan.FromMinutes(2));
        _scheduler.LastUpdate.State.ShouldBe(TaskState.TaskUnreachable);
        _scheduler.LastUpdate.UnreachableTime.ShouldNotBeNull();
        _scenario.Machine.TakeView().Frameworks[0].UnreachableTasks.Count.ShouldBe(1);

        _agent.LoseLink().Reregister();

        _scheduler.LastUpdate.State.ShouldBe(TaskState.TaskRunning);
        _scheduler.LastUpdate.Reason.ShouldBe(Reason.AgentReregistered);
        _scheduler.LastUpdate.Message.ShouldBe("Unreachable agent re-reregistered");
        var framework = _scenario.Machine.TakeView().Frameworks[0];
        framework.UnreachableTasks.ShouldBeEmpty();
        framework.Tasks.Count.ShouldBe(1);
        _scenario.Registry.Unreachable.ShouldBeEmpty();
        _scenario.Registry.Admitted.Keys.ShouldBe(["m-S0"]);
    }

    [Fact]
    public void Return_WithTasksOfAFrameworkThatEnded_ShutsThemDown()
    {
        var relinked = _agent.LoseLink();
        _scheduler.Teardown();
        relinked.Reregister();
        relinked.FramesOf(AgentLinkFrame.MessageOneofCase.ShutdownFramework).Single().ShutdownFramework.FrameworkId.ShouldBe(_scheduler.Id);
        var view = _scenario.Machine.TakeView();
        view.Frameworks.ShouldBeEmpty();
        view.Agents.Single().Used.IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public void Return_WithATaskThatLivesElsewhereByNow_KillsItThere()
    {
        _scenario.RestartMaster();
        var scheduler = _scenario.Subscribe(id: _scheduler.Id.Value);
        var other = _scenario.Register();
        scheduler.Launch(scheduler.Offers[0], TaskInfos.Command("a", scheduler.Offers[0]));

        var relinked = _agent.LoseLink();
        relinked.Reregister();

        relinked.FramesOf(AgentLinkFrame.MessageOneofCase.KillTask).Single().KillTask.TaskId.Value.ShouldBe("a");
        other.FramesOf(AgentLinkFrame.MessageOneofCase.KillTask).ShouldBeEmpty();
        _scenario.Machine.TakeView().Frameworks[0].Tasks.Count.ShouldBe(1);
    }

    [Fact]
    public void Return_OfAnAgentMarkedGone_IsShutDown()
    {
        var registry = RegistryState.Empty with { Gone = RegistryState.Empty.Gone.Add("s", default) };
        var scenario = new MasterScenario(registry: registry);
        var agent = scenario.Link();
        agent.Info.Id = new AgentID { Value = "s" };
        agent.Reregister();
        agent.Frames.Single().ShutdownAgent.Message.ShouldBe("Agent has been marked gone");
    }

    [Fact]
    public void Return_WithRubbishTasks_ClosesTheLinkAndKillsNothing()
    {
        var relinked = _agent.LoseLink();
        relinked.Send(new AgentLinkFrame
        {
            ReregisterAgent = new ReregisterAgent
            {
                Agent = relinked.Info,
                ProtocolVersion = 1,
                TasksBytes = { Google.Protobuf.ByteString.CopyFromUtf8("rubbish") },
            },
        });
        relinked.IsClosed.ShouldBeTrue();
        relinked.Frames.ShouldBeEmpty();
    }

    [Fact]
    public void Return_WithMoreResources_OffersThem()
    {
        var relinked = _agent.LoseLink();
        relinked.Info.Resources.Clear();
        relinked.Info.Resources.AddRange(TaskInfos.Resources("cpus:9;mem:4096"));
        relinked.Reregister();
        Cpus(_scheduler.Offers.ShouldHaveSingleItem()).ShouldBe(8);
    }

    private static double Cpus(Offer offer) => offer.Resources.First(static resource => resource.Name == "cpus").Scalar.Value;
}
