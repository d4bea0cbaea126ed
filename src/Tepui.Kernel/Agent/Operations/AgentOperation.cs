using System;
using Google.Protobuf;
using Mesos.V1;

namespace Tepui.Kernel.Agent.Operations;

/// <summary>An operation from its arrival until its last status is acknowledged.</summary>
/// <param name="framework">Null for an operator's.</param>
internal sealed class AgentOperation(FrameworkId? framework, ByteString uuid, Offer.Types.Operation info)
{
    public FrameworkId? Framework { get; } = framework;

    public ByteString Uuid { get; } = uuid;

    public Offer.Types.Operation Info { get; } = info;

    /// <summary>Its last one, which waits for its acknowledgement; null while the operation is under way.</summary>
    public OperationStatus? Status { get; set; }

    /// <summary>Who asked for it is gone with the agent's former id: nobody is told.</summary>
    public bool Forgotten { get; set; }

    /// <summary>When the status is to be sent again; null while it has not been sent to this master.</summary>
    public DateTimeOffset? RetryAt { get; set; }

    public TimeSpan RetryInterval { get; set; }

    /// <summary>As the master keeps it.</summary>
    public Operation ToMessage(AgentId agent)
    {
        OperationStatus status = Status ?? new OperationStatus
        {
            OperationId = Info.Id,
            State = OperationState.OperationPending,
            AgentId = new AgentID { Value = agent.Value },
        };
        var message = new Operation
        {
            AgentId = new AgentID { Value = agent.Value },
            Info = Info,
            LatestStatus = status,
            Uuid = new UUID { Value = Uuid },
        };
        message.Statuses.Add(status);
        if (Framework is { } framework)
        {
            message.FrameworkId = new FrameworkID { Value = framework.Value };
        }

        return message;
    }
}
