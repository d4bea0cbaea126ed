using System.Linq;
using Google.Protobuf;
using Mesos.V1;
using Tepui.Internal.V1;
using Tepui.Kernel.Master;

namespace Tepui.Kernel.Tests.Master.Calls;

public class AcknowledgeTests
{
    private readonly MasterScenario _scenario = new();
    private readonly ScenarioAgent _agent;
    private readonly ScenarioScheduler _scheduler;

    public AcknowledgeTests()
    {
        _agent = _scenario.Register();
        _scheduler = _scenario.Subscribe();
        _scheduler.Launch(_scheduler.Offers[0], TaskInfos.Command("a", _scheduler.Offers[0]));
    }

    [Fact]
    public void Acknowledge_LastUpdate_CompletesTheTask()
    {
        var update = _agent.Update(_scheduler.Id.Value, "a", TaskState.TaskFailed);
        var before = _scenario.Machine.TakeView().Frameworks[0];
        _scheduler.Acknowledge(update).ShouldBeNull();

        var after = _scenario.Machine.TakeView().Frameworks[0];
        before.Tasks.Count.ShouldBe(1);
        after.Tasks.ShouldBeEmpty();
        after.CompletedTasks.Single().State.ShouldBe(TaskState.TaskFailed);
        _agent.Frames[^1].AcknowledgeStatus.TaskId.Value.ShouldBe("a");
    }

    [Fact]
    public void Acknowledge_EarlierUpdate_KeepsTheTask()
    {
        var running = _agent.Update(_scheduler.Id.Value, "a", TaskState.TaskRunning);
        _agent.Update(_scheduler.Id.Value, "a", TaskState.TaskFinished);
        _scheduler.Acknowledge(running);
        _scenario.Machine.TakeView().Frameworks[0].Tasks.Count.ShouldBe(1);
        _agent.FramesOf(AgentLinkFrame.MessageOneofCase.AcknowledgeStatus).Count().ShouldBe(1);
    }

    [Fact]
    public void Acknowledge_UpdateThisMasterNeverSent_IsIgnored()
    {
        _scheduler.Acknowledge(new TaskStatus
        {
            TaskId = new TaskID { Value = "a" },
            AgentId = _agent.Id,
            Uuid = ByteString.CopyFrom(new byte[16]),
        }).ShouldBeNull();
        _agent.FramesOf(AgentLinkFrame.MessageOneofCase.AcknowledgeStatus).ShouldBeEmpty();
        _scenario.Machine.TakeView().Counters[MasterCounter.InvalidStatusUpdateAcknowledgements].ShouldBe(1);
    }

    [Fact]
    public void Acknowledge_WhileTheAgentIsAway_IsIgnored()
    {
        var update = _agent.Update(_scheduler.Id.Value, "a", TaskState.TaskFinished);
        _agent.LoseLink();
        _scheduler.Acknowledge(update).ShouldBeNull();
        _scenario.Machine.TakeView().Frameworks[0].Tasks.Count.ShouldBe(1);
    }
}
