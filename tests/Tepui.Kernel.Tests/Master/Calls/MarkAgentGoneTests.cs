using System;
using System.Linq;
using Mesos.V1;
using Tepui.Kernel.Master;
using Reason = Mesos.V1.TaskStatus.Types.Reason;
using Type = Mesos.V1.FrameworkInfo.Types.Capability.Types.Type;

namespace Tepui.Kernel.Tests.Master.Calls;

public class MarkAgentGoneTests
{
    private readonly MasterScenario _scenario = new();

    [Theory]
    [InlineData(true, TaskState.TaskGoneByOperator, Reason.AgentRemovedByOperator)]
    [InlineData(false, TaskState.TaskLost, Reason.AgentRemoved)]
    public void RegisteredAgent_IsShutDown_AndItsTasksHaveEnded(bool isPartitionAware, TaskState state, Reason reason)
    {
        var agent = _scenario.Register();
        var scheduler = Subscribe(isPartitionAware);
        scheduler.Launch(scheduler.Offers[0], TaskInfos.Command("a", scheduler.Offers[0]));
        var id = agent.Id.Value;

        _scenario.Operate(OperatorCallMaker.MarkGone(id)).ShouldBeNull();

        agent.Frames[^1].ShutdownAgent.Message.ShouldBe("Agent has been marked gone");
        agent.IsClosed.ShouldBeTrue();
        scheduler.LastUpdate.State.ShouldBe(state);
        scheduler.LastUpdate.Reason.ShouldBe(reason);
        scheduler.LastUpdate.Message.ShouldBe("Agent has been marked gone");
        scheduler.LastUpdate.UnreachableTime.ShouldBeNull();
        scheduler.Events[^1].Failure.AgentId.Value.ShouldBe(id);
        _scenario.Registry.Gone.Keys.ShouldBe([id]);
        _scenario.Registry.Admitted.ShouldBeEmpty();
        var view = _scenario.Machine.TakeView();
        view.Agents.ShouldBeEmpty();
        view.Frameworks[0].CompletedTasks.Single().State.ShouldBe(state);
        view.Frameworks[0].UnreachableTasks.ShouldBeEmpty();
        view.Counters[state == TaskState.TaskLost ? MasterCounter.TasksLost : MasterCounter.TasksGoneByOperator].ShouldBe(1);
    }

    [Fact]
    public void GoneAgent_IsRefused_AlsoByTheNextMaster()
    {
        var agent = _scenario.Register();
        _scenario.Operate(OperatorCallMaker.MarkGone(agent.Id.Value)).ShouldBeNull();
        var again = agent.LoseLink();
        again.Reregister();
        again.Frames.Single().ShutdownAgent.Message.ShouldBe("Agent has been marked gone");
        again.IsClosed.ShouldBeTrue();

        _scenario.RestartMaster();
        var later = again.LoseLink();
        later.Reregister();
        later.Frames.Single().ShutdownAgent.Message.ShouldBe("Agent has been marked gone");
    }

    [Fact]
    public void UnreachableAgent_ItsTasksAreGone()
    {
        var agent = _scenario.Register();
        agent.AnswersPings = false;
        var aware = Subscribe(isPartitionAware: true);
        aware.Launch(aware.Offers[0], TaskInfos.Command("a", aware.Offers[0]));
        _scenario.Advance(TimeSpan.FromMinutes(2));
        aware.LastUpdate.State.ShouldBe(TaskState.TaskUnreachable);

        _scenario.Operate(OperatorCallMaker.MarkGone(agent.Id.Value)).ShouldBeNull();

        aware.LastUpdate.State.ShouldBe(TaskState.TaskGoneByOperator);
        var framework = _scenario.Machine.TakeView().Frameworks[0];
        framework.UnreachableTasks.ShouldBeEmpty();
        framework.CompletedTasks.Single().State.ShouldBe(TaskState.TaskGoneByOperator);
        _scenario.Registry.Unreachable.ShouldBeEmpty();
        _scenario.Machine.TakeView().Counters[MasterCounter.TasksGoneByOperator].ShouldBe(1);
    }

    [Fact]
    public void AwaitedAgent_IsGone_AndReconciliationSaysSo()
    {
        var agent = _scenario.Register();
        _scenario.RestartMaster();
        var scheduler = Subscribe(isPartitionAware: true);

        _scenario.Operate(OperatorCallMaker.MarkGone(agent.Id.Value)).ShouldBeNull();

        _scenario.Machine.TakeView().RecoveredAgents.ShouldBeEmpty();
        scheduler.Reconcile(("t", agent.Id.Value));
        scheduler.LastUpdate.State.ShouldBe(TaskState.TaskGoneByOperator);
        scheduler.LastUpdate.Message.ShouldBe("Reconciliation: Task is gone");
        scheduler.LastUpdate.Reason.ShouldBe(Reason.Reconciliation);
    }

    [Fact]
    public void DisconnectedAgent_IsGone_AndRefusedWhenItIsBack()
    {
        var agent = _scenario.Register().LoseLink();
        _scenario.Operate(OperatorCallMaker.MarkGone(agent.Id.Value)).ShouldBeNull();
        agent.Reregister();
        agent.Frames.Single().ShutdownAgent.ShouldNotBeNull();
        _scenario.Timers.ShouldBe([new MasterTimer.RegistryCollection()]);
    }

    [Fact]
    public void UnknownAgent_Is404()
    {
        var refusal = _scenario.Operate(OperatorCallMaker.MarkGone("nosuch")).ShouldNotBeNull();
        refusal.Kind.ShouldBe(RejectionKind.NotFound);
        refusal.Message.ShouldBe("Agent 'nosuch' not found");
    }

    [Fact]
    public void AgentAlreadyGone_Is200()
    {
        var agent = _scenario.Register();
        _scenario.Operate(OperatorCallMaker.MarkGone(agent.Id.Value)).ShouldBeNull();
        _scenario.Operate(OperatorCallMaker.MarkGone(agent.Id.Value)).ShouldBeNull();
    }

    [Fact]
    public void Answer_WaitsForTheRegistry_AndASecondCallMeanwhileIs503()
    {
        var agent = _scenario.Register();
        _scenario.HoldRegistry = true;
        var first = _scenario.BeginOperate(OperatorCallMaker.MarkGone(agent.Id.Value));
        _scenario.IsAnswered(first).ShouldBeFalse();
        agent.IsClosed.ShouldBeFalse();

        var refusal = _scenario.Operate(OperatorCallMaker.MarkGone(agent.Id.Value)).ShouldNotBeNull();
        refusal.Kind.ShouldBe(RejectionKind.Unavailable);
        refusal.Message.ShouldBe($"Agent '{agent.Id.Value}' is already being transitioned to gone");
        _scenario.Operate(OperatorCallMaker.Drain(agent.Id.Value)).ShouldNotBeNull().Message
            .ShouldBe("Agent is currently being marked gone");

        _scenario.StoreRegistry();
        _scenario.IsAnswered(first).ShouldBeTrue();
        agent.IsClosed.ShouldBeTrue();
    }

    [Fact]
    public void RegistryThatCannotBeWritten_Is503_AndNothingHasChanged()
    {
        var agent = _scenario.Register();
        _scenario.HoldRegistry = true;
        var request = _scenario.BeginOperate(OperatorCallMaker.MarkGone(agent.Id.Value));
        _scenario.FailRegistry();
        _scenario.Answer(request).ShouldNotBeNull().Kind.ShouldBe(RejectionKind.Unavailable);
        agent.IsClosed.ShouldBeFalse();
        _scenario.Machine.TakeView().Agents.Count.ShouldBe(1);
    }

    private ScenarioScheduler Subscribe(bool isPartitionAware) => _scenario.Subscribe(subscribe =>
    {
        if (!isPartitionAware)
        {
            subscribe.FrameworkInfo.Capabilities.Remove(
                subscribe.FrameworkInfo.Capabilities.Single(static capability => capability.Type == Type.PartitionAware));
        }
    });
}
