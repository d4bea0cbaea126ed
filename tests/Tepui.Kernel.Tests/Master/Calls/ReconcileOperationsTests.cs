using System;
using System.Linq;
using Mesos.V1;
using Tepui.Kernel.Registry;
using static Tepui.Kernel.Tests.Master.OperationInfos;

namespace Tepui.Kernel.Tests.Master.Calls;

public class ReconcileOperationsTests
{
    private readonly MasterScenario _scenario = new();
    private readonly ScenarioAgent _agent;
    private readonly ScenarioScheduler _scheduler;

    public ReconcileOperationsTests()
    {
        _agent = _scenario.Register();
        _scheduler = _scenario.Ads();
    }

    private OperationStatus Last => _scheduler.OperationStatuses.Last();

    [Fact]
    public void Known_IsToldWithoutUuid()
    {
        _scheduler.Accept([_scheduler.Offers[0]], 0, Reserve(Reserved("cpus:1", "ads")).Named("r"));
        _scheduler.ReconcileOperations(("r", null)).ShouldBeNull();
        Last.State.ShouldBe(OperationState.OperationFinished);
        Last.Uuid.ShouldBeNull();
        Last.AgentId.ShouldBe(_agent.Id);
        _agent.Resources.Operations.Count.ShouldBe(1);
    }

    [Fact]
    public void Pending_IsPending()
    {
        _agent.Resources.Answers = false;
        _scheduler.Accept([_scheduler.Offers[0]], 0, Reserve(Reserved("cpus:1", "ads")).Named("r"));
        _scheduler.ReconcileOperations(("r", null));
        Last.State.ShouldBe(OperationState.OperationPending);
        Last.OperationId.Value.ShouldBe("r");
    }

    [Fact]
    public void Implicit_TellsAll()
    {
        _scheduler.Accept(
            [_scheduler.Offers[0]], 0, Reserve(Reserved("cpus:1", "ads")).Named("a"), Reserve(Reserved("cpus:1", "ads")).Named("b"));
        var before = _scheduler.OperationStatuses.Count();
        _scheduler.ReconcileOperations();
        _scheduler.OperationStatuses.Skip(before).Select(static status => status.OperationId.Value).ShouldBe(["a", "b"]);
    }

    [Fact]
    public void Unknown_OnAKnownAgent() => Expect(
        _agent.Id.Value, OperationState.OperationUnknown, "Reconciliation: Operation is unknown");

    [Fact]
    public void Unknown_OnAnUnknownAgent() => Expect(
        "nosuch", OperationState.OperationUnknown, "Reconciliation: Both operation and agent are unknown");

    [Fact]
    public void Unknown_WithoutAgent() => Expect(
        null, OperationState.OperationUnknown, "Reconciliation: Operation is unknown and no 'agent_id' was provided");

    [Fact]
    public void OnAnUnreachableAgent()
    {
        _agent.AnswersPings = false;
        _scenario.Advance(TimeSpan.FromMinutes(2));
        Expect(_agent.Id.Value, OperationState.OperationUnreachable, "Reconciliation: Agent is unreachable");
    }

    [Fact]
    public void OnAnAgentThatIsGone()
    {
        _scenario.Operate(new Mesos.V1.Master.Call
        {
            Type = Mesos.V1.Master.Call.Types.Type.MarkAgentGone,
            MarkAgentGone = new Mesos.V1.Master.Call.Types.MarkAgentGone { AgentId = _agent.Id },
        }).ShouldBeNull();
        Expect(_agent.Id.Value, OperationState.OperationGoneByOperator, "Reconciliation: Agent marked gone by operator");
    }

    [Fact]
    public void OnAnAgentThatHasYetToComeBack()
    {
        var registry = RegistryState.Empty.Admit("away", new AgentInfo { Id = new AgentID { Value = "away" }, Hostname = "h" });
        var scenario = new MasterScenario(registry: registry);
        var scheduler = scenario.Ads();
        scheduler.ReconcileOperations(("x", "away"));
        scheduler.OperationStatuses.Single().State.ShouldBe(OperationState.OperationRecovering);
        scheduler.OperationStatuses.Single().Message.ShouldBe("Reconciliation: Agent is recovered but has not re-registered");
    }

    private void Expect(string? agent, OperationState state, string message)
    {
        _scheduler.ReconcileOperations(("x", agent)).ShouldBeNull();
        Last.OperationId.Value.ShouldBe("x");
        Last.State.ShouldBe(state);
        Last.Message.ShouldBe(message);
        Last.AgentId?.Value.ShouldBe(agent);
        Last.Uuid.ShouldBeNull();
    }
}
