using System.Linq;
using Tepui.Kernel.Master.Frameworks;
using Tepui.Kernel.Master.Messages;
using Tepui.Kernel.Master.Operations;
using Tepui.Kernel.Operations;
using Call = Mesos.V1.Scheduler.Call;

namespace Tepui.Kernel.Master.Calls;

/// <summary>ACKNOWLEDGE_OPERATION_STATUS: passed on to the agent, which then sends no more; with the last one the operation goes.</summary>
internal static class AcknowledgeOperationStatus
{
    public static Rejection? Handle(MasterContext context, FrameworkRecord framework, Call.Types.AcknowledgeOperationStatus acknowledge)
    {
        context.Counters.Count(MasterCounter.MessagesOperationStatusUpdateAcknowledgement);
        var id = acknowledge.OperationId.Value;
        if (context.State.Agents.Find(new AgentId(acknowledge.AgentId.Value)) is not { } agent)
        {
            return Ignore(context, framework, id, $"agent {acknowledge.AgentId.Value} is not registered");
        }

        if (!agent.Connected)
        {
            return Ignore(context, framework, id, $"agent {agent.Id} is disconnected");
        }

        if (framework.Operation(id) is not { } operation || operation.Agent != agent.Id)
        {
            return Ignore(context, framework, id, "the operation is unknown");
        }

        var status = operation.Statuses.FirstOrDefault(status => status.Uuid?.Value == acknowledge.Uuid);
        if (status is null)
        {
            return Ignore(context, framework, id, "the operation status is unknown");
        }

        if (status.State.IsTerminal())
        {
            OperationLife.Remove(context, agent, operation);
        }

        OperationStatusUpdate.Acknowledge(context, agent, framework.Info.Id, operation.Uuid, acknowledge.Uuid);
        context.Counters.Count(MasterCounter.ValidOperationStatusUpdateAcknowledgements);
        return null;
    }

    private static Rejection? Ignore(MasterContext context, FrameworkRecord framework, string operation, string reason)
    {
        context.Counters.Count(MasterCounter.InvalidOperationStatusUpdateAcknowledgements);
        context.Tell(new CallDropped(framework.Id, "ACKNOWLEDGE_OPERATION_STATUS", $"Operation '{operation}': {reason}"));
        return null;
    }
}
