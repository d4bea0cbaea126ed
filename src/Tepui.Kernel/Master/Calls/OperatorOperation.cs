using System.Collections.Generic;
using Mesos.V1;
using Tepui.Kernel.Master.Agents;
using Tepui.Kernel.Master.Operations;
using Tepui.Kernel.Operations;
using Tepui.Kernel.Operations.Validation;
using Operation = Mesos.V1.Offer.Types.Operation;
using OperationType = Mesos.V1.Offer.Types.Operation.Types.Type;

namespace Tepui.Kernel.Master.Calls;

/// <summary>
/// An operation that an operator asks for, by a call or by one of the older endpoints (src/master/http.cpp): done with what is
/// free, for which offers are taken back where they must be.
/// </summary>
internal static class OperatorOperation
{
    /// <param name="agentId">Null where a call leaves it out, which only those of volumes' sizes may by their definition.</param>
    public static void Do(MasterContext context, OperatorRequest request, AgentID? agentId, Operation operation)
    {
        if (agentId is null)
        {
            request.Refuse(
                RejectionKind.BadRequest,
                "Failed to validate master::Call: Expecting 'agent_id' to be present; " +
                "only agent default resources are supported right now");
        }
        else if (Try(context, request.Principal, agentId, operation) is { } rejection)
        {
            request.Refuse(rejection);
        }
        else
        {
            request.Accept();
        }
    }

    private static Rejection? Try(MasterContext context, string? principal, AgentID agentId, Operation operation)
    {
        if (context.State.Agents.Find(new AgentId(agentId.Value)) is not { } agent)
        {
            return new Rejection(RejectionKind.BadRequest, "No agent found with specified ID");
        }

        if (OperationMessage.FindFault(operation) is { } malformed)
        {
            return new Rejection(RejectionKind.BadRequest, malformed);
        }

        var normal = OperationMessage.Normalize(operation, null);
        if (Validate(agent, normal, new OperationCaller(principal)) is { Count: > 0 } faults)
        {
            var place = normal.Type is OperationType.Unreserve or OperationType.Destroy
                ? ""
                : $" on agent {agent.Id} at {agent.Pid} ({agent.Info.Hostname})";
            return new Rejection(
                RejectionKind.BadRequest,
                $"Invalid {WireNames.Of(normal.Type)} operation{place}: {string.Join("; ", faults)}");
        }

        return Begin(context, agent, normal);
    }

    private static Rejection? Begin(MasterContext context, AgentRecord agent, Operation operation)
    {
        if (!agent.Connected)
        {
            // Mesos says 202 to what then never comes to the agent.
            return new Rejection(RejectionKind.Conflict, $"Agent {agent.Id} is disconnected: ask again when it is back");
        }

        var conversions = OperationConversions.Of(operation);
        var needed = OperationConversions.Consumed(conversions);
        var reason = $"{WireNames.Of(operation.Type)} by an operator";
        if (!FreeResources.TryFree(context, agent, needed.WithoutAllocation(), reason, out var fault) ||
            OperationConversions.Apply(conversions, context.Allocator.Free(agent.Id), out fault) is null)
        {
            return new Rejection(RejectionKind.Conflict, fault!);
        }

        OperationLife.Begin(context, null, agent, operation, conversions);
        return null;
    }

    private static IReadOnlyList<string> Validate(AgentRecord agent, Operation operation, OperationCaller caller) => operation.Type switch
    {
        OperationType.Reserve => ReserveValidation.Validate(operation.Reserve, caller),
        OperationType.Unreserve => UnreserveValidation.Validate(operation.Unreserve),
        OperationType.Create => CreateValidation.Validate(operation.Create, CheckpointedResources.Of(agent.Total), caller),
        OperationType.Destroy => DestroyValidation.Validate(operation.Destroy, CheckpointedResources.Of(agent.Total), agent.Used),
        OperationType.GrowVolume => ResizeValidation.Validate(operation.GrowVolume),
        _ => ResizeValidation.Validate(operation.ShrinkVolume),
    };
}
