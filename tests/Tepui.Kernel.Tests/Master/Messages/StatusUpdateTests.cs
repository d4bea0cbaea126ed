using System.Linq;
using Google.Protobuf;
using Mesos.V1;
using Tepui.Internal.V1;
using Tepui.Kernel.Master;

namespace Tepui.Kernel.Tests.Master.Messages;

public class StatusUpdateTests
{
    private readonly MasterScenario _scenario = new();
    private readonly ScenarioAgent _agent;
    private readonly ScenarioScheduler _scheduler;

    public StatusUpdateTests()
    {
        _agent = _scenario.Register();
        _scheduler = _scenario.Subscribe(static subscribe => subscribe.FrameworkInfo.FailoverTimeout = 60);
        _scheduler.Launch([_scheduler.Offers[0]], 3600, TaskInfos.Command("a", _scheduler.Offers[0]));
    }

    [Fact]
    public void Update_IsPassedOnAsItIs()
    {
        var status = _agent.Update(_scheduler.Id.Value, "a", TaskState.TaskRunning, "hello");
        _scheduler.LastUpdate.ShouldBe(status);
    }

    [Fact]
    public void Update_Again_ReplacesTheStatusOfTheSameState()
    {
        _agent.Update(_scheduler.Id.Value, "a", TaskState.TaskStarting);
        _agent.Update(_scheduler.Id.Value, "a", TaskState.TaskRunning, "once");
        _agent.Update(_scheduler.Id.Value, "a", TaskState.TaskRunning, "twice");
        var task = _scenario.Machine.TakeView().Frameworks[0].Tasks.Single().ToTask();
        task.Statuses.Select(static status => status.Message).ShouldBe(["", "twice"]);
        task.StatusUpdateState.ShouldBe(TaskState.TaskRunning);
        task.StatusUpdateUuid.ShouldBe(_scheduler.LastUpdate.Uuid);
    }

    [Fact]
    public void Update_WithALaterLatestState_FreesResourcesAtOnce()
    {
        _agent.Send(new AgentLinkFrame
        {
            UpdateStatus = new UpdateStatus
            {
                FrameworkId = _scheduler.Id,
                LatestState = TaskState.TaskFinished,
                Status = new TaskStatus
                {
                    TaskId = new TaskID { Value = "a" },
                    AgentId = _agent.Id,
                    State = TaskState.TaskRunning,
                    Uuid = ByteString.CopyFrom(new byte[16]),
                },
            },
        });
        var view = _scenario.Machine.TakeView();
        view.Agents[0].Used.IsEmpty.ShouldBeTrue();
        view.Frameworks[0].Tasks.Single().State.ShouldBe(TaskState.TaskFinished);
        _scheduler.Reconcile();
        _scheduler.LastUpdate.State.ShouldBe(TaskState.TaskRunning);
    }

    [Fact]
    public void Update_AfterTheEnd_ChangesNothing()
    {
        _agent.Update(_scheduler.Id.Value, "a", TaskState.TaskFinished);
        _agent.Update(_scheduler.Id.Value, "a", TaskState.TaskRunning);
        _scenario.Machine.TakeView().Frameworks[0].Tasks.Single().State.ShouldBe(TaskState.TaskFinished);
        _scenario.Machine.TakeView().Counters[MasterCounter.TasksFinished].ShouldBe(1);
    }

    [Fact]
    public void Update_WhileTheSchedulerIsAway_FreesResourcesAndKeepsTheTask()
    {
        _scheduler.Disconnect();
        var update = _agent.Update(_scheduler.Id.Value, "a", TaskState.TaskFinished);
        _scenario.Machine.TakeView().Agents[0].Used.IsEmpty.ShouldBeTrue();

        var scheduler = _scenario.Subscribe(id: _scheduler.Id.Value);
        _agent.Send(new AgentLinkFrame { UpdateStatus = new UpdateStatus { FrameworkId = scheduler.Id, Status = update } });
        scheduler.LastUpdate.ShouldBe(update);
        scheduler.Acknowledge(update);
        _scenario.Machine.TakeView().Frameworks[0].Tasks.ShouldBeEmpty();
    }

    [Fact]
    public void Update_OfAnUnknownTask_IsStillPassedOn()
    {
        var status = _agent.Update(_scheduler.Id.Value, "nosuch", TaskState.TaskRunning);
        _scheduler.LastUpdate.ShouldBe(status);
        _scenario.Machine.TakeView().Counters[MasterCounter.InvalidStatusUpdates].ShouldBe(1);
    }

    [Theory]
    [InlineData(3, "m-S0")]
    [InlineData(16, "m-S7")]
    public void Update_WithAWrongUuidOrAgent_IsIgnored(int uuidLength, string agent)
    {
        _agent.Send(new AgentLinkFrame
        {
            UpdateStatus = new UpdateStatus
            {
                FrameworkId = _scheduler.Id,
                Status = new TaskStatus
                {
                    TaskId = new TaskID { Value = "a" },
                    AgentId = new AgentID { Value = agent },
                    State = TaskState.TaskRunning,
                    Uuid = ByteString.CopyFrom(new byte[uuidLength]),
                },
            },
        });
        _scheduler.Updates.ShouldBeEmpty();
        _scenario.Machine.TakeView().Counters[MasterCounter.InvalidStatusUpdates].ShouldBe(1);
    }

    [Fact]
    public void CompletedTasks_BeyondTheirNumber_AreForgottenOldestFirst()
    {
        var scenario = new MasterScenario(static config => config with { MaxCompletedTasksPerFramework = 2 });
        var agent = scenario.Register();
        var scheduler = scenario.Subscribe();
        foreach (var id in new[] { "a", "b", "c" })
        {
            scheduler.Launch([.. scheduler.Offers], 0, TaskInfos.Command(id, scheduler.Offers[0]));
            scheduler.Acknowledge(agent.Update(scheduler.Id.Value, id, TaskState.TaskFinished));
        }

        scenario.Machine.TakeView().Frameworks[0].CompletedTasks.Select(static task => task.Id.Value).ShouldBe(["b", "c"]);
    }
}
