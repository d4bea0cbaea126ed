using System.Collections.Generic;
using System.Linq;
using Mesos.V1;
using Tepui.Kernel.Master.Agents;
using Tepui.Kernel.Master.Operations;
using Tepui.Kernel.Operations;

namespace Tepui.Kernel.Master.Messages;

/// <summary>The operations that an agent brings when it comes back, beside those that the master knows of.</summary>
internal static class ReportedOperations
{
    /// <summary>Adds those that the master does not know, e.g. of a master before it.</summary>
    public static void Add(MasterContext context, AgentRecord agent, IEnumerable<Operation> operations)
    {
        foreach (var message in operations)
        {
            if (OperationMessage.FindFault(message.Info) is { } fault)
            {
                context.Tell(new AgentFrameIgnored(agent.Id.Value, "ReregisterAgent", $"an operation of it is none: {fault}"));
            }
            else if (!context.State.Operations.Contains(message.Uuid.Value))
            {
                OperationLife.Add(context, agent, OperationRecord.Of(agent.Id, message));
            }
        }
    }

    /// <summary>
    /// Ends those that never came to the agent: what it says of its resources is without them already. Their frameworks are told,
    /// once.
    /// </summary>
    public static void DropMissing(MasterContext context, AgentRecord agent, IReadOnlyCollection<Operation> operations)
    {
        if (agent.Operations.Count == 0)
        {
            return;
        }

        var named = operations.Select(static operation => operation.Uuid.Value).ToHashSet();
        foreach (var operation in agent.Operations.Where(operation => !named.Contains(operation.Uuid)).ToList())
        {
            var status = OperationStates.Make(
                OperationState.OperationDropped, operation.Id, agent.Id, "Reconciliation: Operation is unknown to the agent");
            if (!operation.Latest.State.IsTerminal() && operation.Id is not null &&
                OperationLife.FrameworkOf(context, operation) is { } framework)
            {
                context.Send(framework, SchedulerEvents.UpdateOperationStatus(status));
            }

            OperationLife.Update(context, operation, status);
            OperationLife.Remove(context, agent, operation);
        }
    }
}
