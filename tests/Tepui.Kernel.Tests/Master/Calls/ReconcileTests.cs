using System;
using System.Linq;
using Mesos.V1;
using Tepui.Kernel.Registry;
using Reason = Mesos.V1.TaskStatus.Types.Reason;

namespace Tepui.Kernel.Tests.Master.Calls;

public class ReconcileTests
{
    private readonly MasterScenario _scenario = new();
    private readonly ScenarioAgent _agent;
    private readonly ScenarioScheduler _scheduler;

    public ReconcileTests()
    {
        _agent = _scenario.Register();
        _scheduler = _scenario.Subscribe();
        _scheduler.Launch(_scheduler.Offers[0], TaskInfos.Command("a", _scheduler.Offers[0]), TaskInfos.Command("b", _scheduler.Offers[0]));
    }

    [Fact]
    public void Reconcile_Implicit_TellsAllTasks()
    {
        _agent.Update(_scheduler.Id.Value, "b", TaskState.TaskRunning);
        _scheduler.Reconcile().ShouldBeNull();
        _scheduler.Updates.TakeLast(2).Select(static status => (status.TaskId.Value, status.State))
            .ShouldBe([("a", TaskState.TaskStaging), ("b", TaskState.TaskRunning)]);
        var last = _scheduler.LastUpdate;
        last.Message.ShouldBe("Reconciliation: Latest task state");
        last.Reason.ShouldBe(Reason.Reconciliation);
        last.Source.ShouldBe(TaskStatus.Types.Source.Master);
        last.HasUuid.ShouldBeFalse();
    }

    [Fact]
    public void Reconcile_UnacknowledgedEnd_TellsWhatTheFrameworkWasTold()
    {
        var end = _agent.Update(_scheduler.Id.Value, "a", TaskState.TaskFinished);
        _scheduler.Reconcile(("a", null));
        _scheduler.LastUpdate.State.ShouldBe(TaskState.TaskFinished);
        _scheduler.Acknowledge(end);
        _scheduler.Reconcile(("a", null));
        _scheduler.LastUpdate.State.ShouldBe(TaskState.TaskUnknown);
    }

    [Theory]
    [InlineData(null, TaskState.TaskUnknown, "Reconciliation: Task is unknown")]
    [InlineData("m-S0", TaskState.TaskGone, "Reconciliation: Task is unknown to the agent")]
    [InlineData("gone", TaskState.TaskGoneByOperator, "Reconciliation: Task is gone")]
    [InlineData("away", TaskState.TaskUnreachable, "Reconciliation: Task is unreachable")]
    [InlineData("nosuch", TaskState.TaskUnknown, "Reconciliation: Task is unknown")]
    public void Reconcile_UnknownTask_SaysWhatItsAgentTells(string? agent, TaskState state, string message)
    {
        var since = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000);
        var registry = RegistryState.Empty.MarkUnreachable("away", since);
        registry = registry with { Gone = registry.Gone.Add("gone", since) };
        var scenario = new MasterScenario(registry: registry);
        scenario.Register();
        foreach (var isPartitionAware in new[] { true, false })
        {
            var scheduler = scenario.Subscribe(subscribe =>
            {
                if (!isPartitionAware)
                {
                    subscribe.FrameworkInfo.Capabilities.RemoveAt(1);
                }
            });
            scheduler.Reconcile(("x", agent));
            scheduler.LastUpdate.State.ShouldBe(isPartitionAware ? state : TaskState.TaskLost);
            scheduler.LastUpdate.Message.ShouldBe(message);
            scheduler.LastUpdate.AgentId?.Value.ShouldBe(agent);
            (scheduler.LastUpdate.UnreachableTime?.Nanoseconds == 1_700_000_000_000_000_000).ShouldBe(agent == "away");
        }
    }

    [Fact]
    public void Reconcile_WhileAgentsHaveYetToReturn_IsNotAnswered()
    {
        _scenario.RestartMaster();
        var scheduler = _scenario.Subscribe(id: _scheduler.Id.Value);
        scheduler.Reconcile(("a", null), ("a", "m-S0"), ("x", "nosuch"));
        scheduler.Updates.ShouldHaveSingleItem().AgentId.Value.ShouldBe("nosuch");

        _agent.LoseLink().Reregister();
        scheduler.Reconcile(("a", null));
        scheduler.LastUpdate.State.ShouldBe(TaskState.TaskRunning);
    }
}
