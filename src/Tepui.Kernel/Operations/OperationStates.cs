using Google.Protobuf;
using Mesos.V1;

namespace Tepui.Kernel.Operations;

/// <summary>What the states of an operation mean, and statuses in them.</summary>
public static class OperationStates
{
    /// <summary>Whether nothing follows this state.</summary>
    public static bool IsTerminal(this OperationState state) => state
        is OperationState.OperationFinished
        or OperationState.OperationFailed
        or OperationState.OperationError
        or OperationState.OperationDropped
        or OperationState.OperationGoneByOperator;

    /// <param name="uuid">Set where the status is sent again until it is acknowledged.</param>
    public static OperationStatus Make(
        OperationState state,
        OperationID? operation,
        AgentId? agent,
        string? message = null,
        ByteString? uuid = null)
    {
        var status = new OperationStatus { State = state, OperationId = operation };
        if (message is not null)
        {
            status.Message = message;
        }

        if (agent is { } known)
        {
            status.AgentId = new AgentID { Value = known.Value };
        }

        if (uuid is not null)
        {
            status.Uuid = new UUID { Value = uuid };
        }

        return status;
    }
}
