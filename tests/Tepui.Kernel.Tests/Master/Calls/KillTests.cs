using System.Linq;
using Mesos.V1;
using Tepui.Internal.V1;
using Reason = Mesos.V1.TaskStatus.Types.Reason;

namespace Tepui.Kernel.Tests.Master.Calls;

public class KillTests
{
    private readonly MasterScenario _scenario = new();
    private readonly ScenarioAgent _agent;
    private readonly ScenarioScheduler _scheduler;

    public KillTests()
    {
        _agent = _scenario.Register();
        _scheduler = _scenario.Subscribe();
        _scheduler.Launch(_scheduler.Offers[0], TaskInfos.Command("a", _scheduler.Offers[0]));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("m-S0")]
    public void Kill_KnownTask_GoesToItsAgent(string? agent)
    {
        _scheduler.Kill("a", agent).ShouldBeNull();
        _agent.Frames[^1].KillTask.TaskId.Value.ShouldBe("a");
        _scheduler.Updates.ShouldBeEmpty();
    }

    [Fact]
    public void Kill_WithAPolicy_PassesItOn()
    {
        _scheduler.Call(Mesos.V1.Scheduler.Call.Types.Type.Kill, static call => call.Kill = new Mesos.V1.Scheduler.Call.Types.Kill
        {
            TaskId = new TaskID { Value = "a" },
            KillPolicy = new KillPolicy { GracePeriod = new DurationInfo { Nanoseconds = 7 } },
        });
        _agent.Frames[^1].KillTask.KillPolicy.GracePeriod.Nanoseconds.ShouldBe(7);
    }

    [Fact]
    public void Kill_UnknownTask_IsAnsweredAsReconciliation()
    {
        _scheduler.Kill("nosuch").ShouldBeNull();
        var update = _scheduler.LastUpdate;
        update.State.ShouldBe(TaskState.TaskUnknown);
        update.Reason.ShouldBe(Reason.Reconciliation);
        update.Message.ShouldBe("Reconciliation: Task is unknown");
        update.AgentId.ShouldBeNull();
    }

    [Fact]
    public void Kill_NamingAnotherAgent_IsDropped()
    {
        _scheduler.Kill("a", "m-S9").ShouldBeNull();
        _agent.FramesOf(AgentLinkFrame.MessageOneofCase.KillTask).ShouldBeEmpty();
    }

    [Fact]
    public void Kill_WhileTheLinkIsAway_IsSentWhenTheAgentReturns()
    {
        var relinked = _agent.LoseLink();
        _scheduler.Kill("a");
        relinked.Reregister();
        relinked.FramesOf(AgentLinkFrame.MessageOneofCase.KillTask).Single().KillTask.TaskId.Value.ShouldBe("a");
    }
}
