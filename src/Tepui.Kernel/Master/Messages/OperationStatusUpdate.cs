using System;
using Google.Protobuf;
using Mesos.V1;
using Tepui.Internal.V1;
using Tepui.Kernel.Master.Agents;
using Tepui.Kernel.Master.Operations;
using Tepui.Kernel.Operations;

namespace Tepui.Kernel.Master.Messages;

/// <summary>
/// An operation's next status: passed on to its framework where that wants to hear of it, and then acknowledged by it; else
/// acknowledged at once. With its last status the record goes.
/// </summary>
internal static class OperationStatusUpdate
{
    /// <summary>
    /// How long after its agent came back an operation waits for a framework that nobody has heard of yet
    /// (<c>MIN_WAIT_BEFORE_ORPHAN_OPERATION_ADOPTION</c>).
    /// </summary>
    private static readonly TimeSpan OrphanWait = TimeSpan.FromMinutes(10);

    public static void Handle(MasterContext context, AgentRecord agent, UpdateOperationStatus update)
    {
        context.Counters.Count(MasterCounter.MessagesOperationStatusUpdate);
        if (agent.Operation(update.OperationUuid) is not { } operation)
        {
            Unknown(context, agent, update);
            return;
        }

        context.Counters.Count(MasterCounter.ValidOperationStatusUpdates);
        update.Status.OperationId ??= operation.Id;
        update.Status.AgentId ??= agent.Info.Id;
        if (OperationLife.Update(context, operation, update.LatestStatus ?? update.Status) &&
            operation.Latest.State != OperationState.OperationFinished)
        {
            OperationUndo.Apply(context, agent, operation);
        }

        var status = update.Status;
        context.Tell(new OperationStatusChanged(
            operation.Framework, agent.Id, WireNames.Of(operation.Info.Type), status.State, status.HasMessage ? status.Message : null));
        if (operation.Id is not null && OperationLife.FrameworkOf(context, operation) is { } framework)
        {
            context.Send(framework, SchedulerEvents.UpdateOperationStatus(status));
            if (status.Uuid is null && operation.Latest.State.IsTerminal())
            {
                OperationLife.Remove(context, agent, operation);
            }
        }
        else if (!Waits(context, agent, operation))
        {
            Settle(context, agent, operation, status);
        }
    }

    /// <summary>Tells an agent that it need not send a status again.</summary>
    public static void Acknowledge(MasterContext context, AgentRecord agent, FrameworkID? framework, ByteString operation, ByteString status) =>
        context.Send(agent, new AgentLinkFrame
        {
            AcknowledgeOperationStatus = new AcknowledgeOperationStatus
            {
                OperationUuid = operation,
                StatusUuid = status,
                FrameworkId = framework,
            },
        });

    /// <summary>Nobody else acknowledges it.</summary>
    private static void Settle(MasterContext context, AgentRecord agent, OperationRecord operation, OperationStatus status)
    {
        if (status.Uuid is { } uuid)
        {
            var framework = operation.Framework is { } id ? new FrameworkID { Value = id.Value } : null;
            Acknowledge(context, agent, framework, operation.Uuid, uuid.Value);
        }

        if (status.State.IsTerminal())
        {
            OperationLife.Remove(context, agent, operation);
        }
    }

    /// <summary>After a change of masters an agent may be back before its framework is.</summary>
    private static bool Waits(MasterContext context, AgentRecord agent, OperationRecord operation) =>
        operation is { Id: not null, Framework: { } framework } &&
        !context.State.CompletedFrameworks.Contains(framework) &&
        agent.ReregisteredTime is { } since && context.Now - since < OrphanWait;

    /// <summary>
    /// The agent has not had the acknowledgement of what is done with here: a framework that wanted to hear of it acknowledges it
    /// again, for any other the master does.
    /// </summary>
    private static void Unknown(MasterContext context, AgentRecord agent, UpdateOperationStatus update)
    {
        context.Counters.Count(MasterCounter.InvalidOperationStatusUpdates);
        context.Tell(new AgentFrameIgnored(agent.Id.Value, "UpdateOperationStatus", "its operation is not known"));
        if (update.Status.Uuid is { } uuid)
        {
            Acknowledge(context, agent, update.FrameworkId, update.OperationUuid, uuid.Value);
        }
    }
}
