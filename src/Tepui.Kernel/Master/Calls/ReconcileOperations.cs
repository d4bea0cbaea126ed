using Mesos.V1;
using Tepui.Kernel.Master.Frameworks;
using Tepui.Kernel.Operations;
using Call = Mesos.V1.Scheduler.Call;

namespace Tepui.Kernel.Master.Calls;

/// <summary>RECONCILE_OPERATIONS: tells the latest state of the operations asked for, or of all the framework's (docs/reconciliation.md).</summary>
internal static class ReconcileOperations
{
    public static Rejection? Handle(MasterContext context, FrameworkRecord framework, Call.Types.ReconcileOperations reconcile)
    {
        context.Counters.Count(MasterCounter.MessagesReconcileOperations);
        if (reconcile.Operations.Count == 0)
        {
            foreach (var operation in framework.Operations)
            {
                Send(context, framework, Repeat(operation));
            }
        }

        foreach (var asked in reconcile.Operations)
        {
            Send(context, framework, framework.Operation(asked.OperationId.Value) is { } known ? Repeat(known) : Unknown(context, asked));
        }

        return null;
    }

    /// <summary>The last status once more, without its uuid: this one is not to be acknowledged.</summary>
    private static OperationStatus Repeat(OperationRecord operation)
    {
        var status = (operation.Statuses.Count == 0 ? operation.Latest : operation.Statuses[^1]).Clone();
        status.Uuid = null;
        return status;
    }

    private static OperationStatus Unknown(MasterContext context, Call.Types.ReconcileOperations.Types.Operation asked)
    {
        AgentId? agent = asked.AgentId is null ? null : new AgentId(asked.AgentId.Value);
        var (state, message) = Unknown(context, agent);
        var status = OperationStates.Make(state, asked.OperationId, agent, message);
        status.ResourceProviderId = asked.ResourceProviderId;
        return status;
    }

    private static (OperationState State, string Message) Unknown(MasterContext context, AgentId? agent)
    {
        if (agent is not { } id)
        {
            return (OperationState.OperationUnknown, "Reconciliation: Operation is unknown and no 'agent_id' was provided");
        }

        var registry = context.Registrar.Stored;
        return context.State.RecoveredAgents.ContainsKey(id.Value)
                ? (OperationState.OperationRecovering, "Reconciliation: Agent is recovered but has not re-registered")
            : context.State.Agents.Contains(id) ? (OperationState.OperationUnknown, "Reconciliation: Operation is unknown")
            : registry.Unreachable.ContainsKey(id.Value) ? (OperationState.OperationUnreachable, "Reconciliation: Agent is unreachable")
            : registry.Gone.ContainsKey(id.Value)
                ? (OperationState.OperationGoneByOperator, "Reconciliation: Agent marked gone by operator")
            : (OperationState.OperationUnknown, "Reconciliation: Both operation and agent are unknown");
    }

    private static void Send(MasterContext context, FrameworkRecord framework, OperationStatus status) =>
        context.Send(framework, SchedulerEvents.UpdateOperationStatus(status));
}
