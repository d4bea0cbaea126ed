using System;
using System.Collections.Generic;
using System.Linq;
using Mesos.V1;
using Tepui.Kernel.Master;
using Tepui.Kernel.Master.Agents;

namespace Tepui.Kernel.Tests.Master.Agents;

/// <summary>How fast agents that stay away are given up, and how long they are remembered.</summary>
public class AgentRemovalTests
{
    [Fact]
    public void TaskThatHadEnded_OnAnAgentThatIsLost_IsCompleted()
    {
        var scenario = new MasterScenario();
        var agent = scenario.Register();
        var scheduler = scenario.Subscribe();
        scheduler.Launch(scheduler.Offers[0], TaskInfos.Command("a", scheduler.Offers[0]), TaskInfos.Command("b", scheduler.Offers[0]));
        agent.Update(scheduler.Id.Value, "a", TaskState.TaskFinished);
        agent.AnswersPings = false;
        scenario.Advance(TimeSpan.FromMinutes(2));
        var framework = scenario.Machine.TakeView().Frameworks[0];
        framework.CompletedTasks.Single().State.ShouldBe(TaskState.TaskFinished);
        framework.UnreachableTasks.Single().Id.Value.ShouldBe("b");
    }

    [Fact]
    public void RateLimit_ThreeAgentsFailAtOnce_TheyGoOneAfterTheOther()
    {
        var scenario = Limited();
        Fail(scenario, 3);
        scenario.Advance(TimeSpan.FromSeconds(75));
        scenario.Registry.Unreachable.Count.ShouldBe(1, "the first goes at once");
        scenario.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromSeconds(1));
        scenario.Registry.Unreachable.Count.ShouldBe(1);
        scenario.Advance(TimeSpan.FromSeconds(1));
        scenario.Registry.Unreachable.Count.ShouldBe(2);
        scenario.Advance(TimeSpan.FromMinutes(5));
        scenario.Registry.Unreachable.Count.ShouldBe(3);
        Counted(scenario).ShouldBe((3, 3, 0));
    }

    [Fact]
    public void RateLimit_AgentThatAnswersMeanwhile_IsSpared()
    {
        var scenario = Limited();
        var agents = Fail(scenario, 2);
        scenario.Advance(TimeSpan.FromSeconds(75));
        var waiting = agents.Single(agent => !scenario.Registry.Unreachable.ContainsKey(agent.Id.Value));
        waiting.AnswersPings = true;
        scenario.Advance(TimeSpan.FromMinutes(20));
        scenario.Registry.Unreachable.Count.ShouldBe(1);
        waiting.IsClosed.ShouldBeFalse();
        Counted(scenario).ShouldBe((2, 1, 1));
    }

    [Fact]
    public void RateLimit_OfAgentsThatAMasterAwaits_SparesWhoComesBack()
    {
        var scenario = Limited();
        var agents = new[] { scenario.Register(), scenario.Register(port: 1), scenario.Register(port: 2) };
        scenario.RestartMaster();
        scenario.Advance(TimeSpan.FromMinutes(10));
        scenario.Registry.Unreachable.Count.ShouldBe(1);
        var late = agents.First(agent => !scenario.Registry.Unreachable.ContainsKey(agent.Id.Value));
        late.LoseLink().Reregister();
        scenario.Advance(TimeSpan.FromMinutes(20));
        scenario.Registry.Unreachable.Count.ShouldBe(2);
        scenario.Registry.Admitted.Keys.ShouldBe([late.Id.Value]);
        Counted(scenario).ShouldBe((3, 2, 1));
        scenario.Machine.TakeView().Counters[MasterCounter.RecoverySlaveRemovals].ShouldBe(2);
    }

    [Fact]
    public void AwaitedAgent_WhoseLossCannotBeStored_IsGivenUpLater()
    {
        var scenario = new MasterScenario();
        scenario.Register();
        scenario.RestartMaster();
        scenario.HoldRegistry = true;
        scenario.Advance(TimeSpan.FromMinutes(11));
        scenario.FailRegistry();
        scenario.HoldRegistry = false;
        scenario.Machine.TakeView().RecoveredAgents.ShouldHaveSingleItem();
        scenario.Advance(TimeSpan.FromMinutes(10));
        scenario.Machine.TakeView().RecoveredAgents.ShouldBeEmpty();
        scenario.Registry.Unreachable.ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData(0.5, 2, false)]
    [InlineData(0.5, 3, true)]
    [InlineData(0, 1, true)]
    [InlineData(1, 4, false)]
    public void RecoveryLimit_MoreStayAway_TheMasterEndsAndGivesNoneUp(double limit, int away, bool ends)
    {
        var scenario = new MasterScenario(config => config with { RecoveryAgentRemovalLimit = limit });
        var agents = Enumerable.Range(1, 4).Select(port => scenario.Register(port: port)).ToList();
        scenario.RestartMaster();
        foreach (var agent in agents.Skip(away))
        {
            agent.LoseLink().Reregister();
        }

        scenario.Advance(TimeSpan.FromMinutes(11));

        scenario.Registry.Unreachable.Count.ShouldBe(ends ? 0 : away);
        if (ends)
        {
            scenario.EndReason.ShouldNotBeNull().ShouldStartWith($"{away} of the 4 agents in the registry did not come back within 10mins");
            scenario.EndReason.ShouldContain(agents[0].Id.Value);
        }
        else
        {
            scenario.EndReason.ShouldBeNull();
        }
    }

    [Fact]
    public void Collection_ByAge_ForgetsUnreachableAndGoneAgents()
    {
        var scenario = new MasterScenario(static config => config with { RegistryMaxAgentAge = TimeSpan.FromHours(1) });
        var lost = scenario.Register(port: 1);
        var gone = scenario.Register(port: 2);
        var scheduler = scenario.Subscribe();
        var offer = scheduler.Offers.Single(offer => offer.AgentId.Equals(lost.Id));
        scheduler.Launch(offer, TaskInfos.Command("a", offer));
        lost.AnswersPings = false;
        scenario.Operate(OperatorCallMaker.MarkGone(gone.Id.Value)).ShouldBeNull();
        scenario.Advance(TimeSpan.FromMinutes(59));
        (scenario.Registry.Unreachable.Count, scenario.Registry.Gone.Count).ShouldBe((1, 1));
        scenario.Advance(TimeSpan.FromMinutes(30));
        (scenario.Registry.Unreachable.Count, scenario.Registry.Gone.Count).ShouldBe((0, 0));
        scenario.Machine.TakeView().Frameworks[0].UnreachableTasks.ShouldBeEmpty();
        scheduler.Reconcile(("a", lost.Id.Value));
        scheduler.LastUpdate.State.ShouldBe(TaskState.TaskUnknown);
        scenario.Advance(TimeSpan.FromMinutes(15));
        scenario.HasTimer(new MasterTimer.RegistryCollection()).ShouldBeFalse("there is nothing left to forget");
    }

    [Fact]
    public void Collection_ByCount_ForgetsTheOldest()
    {
        var scenario = new MasterScenario(static config => config with { RegistryMaxAgentCount = 2 });
        var gone = new List<string>();
        for (var port = 1; port <= 4; port++)
        {
            var agent = scenario.Register(port: port);
            gone.Add(agent.Id.Value);
            scenario.Operate(OperatorCallMaker.MarkGone(agent.Id.Value)).ShouldBeNull();
            scenario.Advance(TimeSpan.FromSeconds(1));
        }

        scenario.Registry.Gone.Count.ShouldBe(4);
        scenario.Advance(TimeSpan.FromMinutes(15));
        scenario.Registry.Gone.Keys.ShouldBe(gone.Skip(2));
    }

    private static MasterScenario Limited() =>
        new(static config => config with { AgentRemovalRate = new RemovalRate(2, TimeSpan.FromMinutes(10)) });

    private static List<ScenarioAgent> Fail(MasterScenario scenario, int count)
    {
        var agents = Enumerable.Range(1, count).Select(port => scenario.Register(port: port)).ToList();
        agents.ForEach(static agent => agent.AnswersPings = false);
        return agents;
    }

    private static (long Scheduled, long Completed, long Canceled) Counted(MasterScenario scenario)
    {
        var counters = scenario.Machine.TakeView().Counters;
        return (counters[MasterCounter.SlaveUnreachableScheduled], counters[MasterCounter.SlaveUnreachableCompleted],
            counters[MasterCounter.SlaveUnreachableCanceled]);
    }
}
