using System;
using System.Linq;
using System.Reflection;
using Mesos.V1;
using Tepui.Kernel.Master.Agents;
using Tepui.Kernel.Master.Tracking;
using Tepui.Kernel.Resources;

namespace Tepui.Kernel.Tests.Master.Views;

public sealed class ViewMakerTests
{
    /// <summary>What no view shows may change without a word.</summary>
    private static readonly string[] NotShown = ["Connection", "IsDrainEnding", "Maintenance", "UnansweredPings", "PingNonce", "Part"];

    public static TheoryData<string> AgentProperties => new(
        typeof(AgentRecord).GetProperties()
            .Where(static property => property.GetSetMethod(nonPublic: true) is not null && !NotShown.Contains(property.Name))
            .Select(static property => property.Name));

    [Theory]
    [MemberData(nameof(AgentProperties))]
    public void AnAgent_WhoseStateChanges_IsViewedAgain(string name)
    {
        var agents = new TrackedList<AgentRecord, AgentRecord>(static agent => agent);
        var agent = new AgentRecord(new AgentId("a"), new AgentInfo(), "1", ResourceSet.Empty);
        agents.Add(agent);
        var before = agents.View();
        var property = typeof(AgentRecord).GetProperty(name)!;

        property.GetSetMethod(nonPublic: true)!.Invoke(
            agent, BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.Instance, null, [property.GetValue(agent)], null);

        agents.View().ShouldNotBeSameAs(before, $"AgentRecord.{name} changes without calling Change(): views would go on showing the old value");
    }

    [Fact]
    public void TakeView_WithoutAChange_SharesTheLastOnesParts()
    {
        var scenario = new MasterScenario();
        var scheduler = scenario.Subscribe();
        scenario.Register();
        scheduler.Launch(scheduler.Offers[0], TaskInfos.Command("a", scheduler.Offers[0]));

        var first = scenario.Machine.TakeView();
        var second = scenario.Machine.TakeView();

        second.Agents.ShouldBeSameAs(first.Agents);
        second.Frameworks[0].Tasks.ShouldBeSameAs(first.Frameworks[0].Tasks);
        second.Frameworks[0].Offers.ShouldBeSameAs(first.Frameworks[0].Offers);
    }

    [Fact]
    public void TakeView_AfterAnUpdate_ShowsIt_WhileTheOlderViewStays()
    {
        var scenario = new MasterScenario();
        var scheduler = scenario.Subscribe();
        var agent = scenario.Register();
        scheduler.Launch(scheduler.Offers[0], TaskInfos.Command("a", scheduler.Offers[0]));
        var before = scenario.Machine.TakeView();

        agent.Update(scheduler.Id.Value, "a", TaskState.TaskRunning);
        var after = scenario.Machine.TakeView();

        before.Frameworks[0].Tasks[0].State.ShouldBe(TaskState.TaskStaging);
        after.Frameworks[0].Tasks[0].State.ShouldBe(TaskState.TaskRunning);
    }
}
