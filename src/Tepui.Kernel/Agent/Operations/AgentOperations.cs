using System;
using System.Collections.Generic;
using System.Linq;
using Google.Protobuf;
using Mesos.V1;
using Tepui.Internal.V1;
using Tepui.Kernel.Operations;
using Tepui.Kernel.Resources;
using Tepui.Kernel.StatusUpdates;

namespace Tepui.Kernel.Agent.Operations;

/// <summary>
/// What the agent has, and the operations on it: each is written down with what comes of it before it begins, and its last status
/// before it is sent; that is sent until it is acknowledged.
/// </summary>
internal sealed class AgentOperations(AgentState agent)
{
    private readonly OrderedDictionary<ByteString, AgentOperation> _operations = [];
    private DateTimeOffset? _retryAt;

    /// <summary>What the flags say, with reservations and volumes applied.</summary>
    public ResourceSet Total { get; private set; } = ResourceSet.From(agent.Config.Info.Resources);

    /// <summary>Dynamic reservations and persistent volumes.</summary>
    public ResourceSet Checkpointed { get; private set; } = ResourceSet.Empty;

    /// <summary>Those about which not all is said, in the order they came.</summary>
    public IReadOnlyCollection<AgentOperation> All => _operations.Values;

    public bool IsIdle => _operations.Count == 0;

    public AgentOperation? Find(ByteString uuid) => _operations.GetValueOrDefault(uuid);

    public void Add(AgentOperation operation) => _operations.Add(operation.Uuid, operation);

    public void Remove(AgentOperation operation) => _operations.Remove(operation.Uuid);

    public void Hold(ResourceSet total)
    {
        Total = total;
        Checkpointed = CheckpointedResources.Of(total);
    }

    /// <summary>What was written down; the flags must hold it (<see cref="Recovery.ResourceRecords.Fault"/>).</summary>
    public void Recover(ResourceSet checkpointed)
    {
        Checkpointed = checkpointed;
        Total = CheckpointedResources.Apply(ResourceSet.From(agent.Config.Info.Resources), checkpointed, out string? fault)
            ?? throw new InvalidOperationException(fault);
    }

    /// <summary>The operation has come to its end.</summary>
    public void Finish(AgentOperation operation, OperationState state, string? message)
    {
        if (operation.Forgotten)
        {
            Drop(operation);
            return;
        }

        operation.Status = new OperationStatus
        {
            OperationId = operation.Info.Id,
            State = state,
            Uuid = new UUID { Value = StatusUuid.NextBytes(agent.Random) },
            AgentId = new AgentID { Value = agent.KnownId.Value },
        };
        if (message is not null)
        {
            operation.Status.Message = message;
        }

        agent.Append(new AgentCheckpoint
        {
            OperationUpdated = new AgentCheckpoint.Types.OperationUpdated { OperationUuid = operation.Uuid, Status = operation.Status },
        });
        agent.Tell(new AgentNotice.OperationEnded(operation.Framework, operation.Info.Type, state, message));
        Send(operation);
    }

    public void Acknowledge(AcknowledgeOperationStatus call)
    {
        if (Find(call.OperationUuid) is { Status: { } status } operation && status.Uuid.Value == call.StatusUuid)
        {
            Drop(operation);
        }
    }

    /// <summary>The agent's id is gone, and with it who could be told; what is on the way to the disk still comes.</summary>
    public void Forget()
    {
        foreach (AgentOperation operation in _operations.Values.ToList())
        {
            operation.Forgotten = true;
            if (operation.Status is not null)
            {
                Remove(operation);
            }
        }
    }

    /// <summary>A master has the agent registered.</summary>
    public void SendAll()
    {
        foreach (AgentOperation operation in _operations.Values)
        {
            operation.RetryAt = null;
            Send(operation);
        }
    }

    /// <summary>Sends again what nobody acknowledged in time.</summary>
    public void Retry()
    {
        _retryAt = null;
        if (!agent.Link.IsRegistered)
        {
            return;
        }

        foreach (AgentOperation operation in _operations.Values)
        {
            if (operation.RetryAt <= agent.Now)
            {
                Send(operation);
            }
            else if (operation.RetryAt is { } due)
            {
                Arm(due);
            }
        }
    }

    private void Drop(AgentOperation operation)
    {
        Remove(operation);
        agent.Append(new AgentCheckpoint
        {
            OperationAcknowledged = new AgentCheckpoint.Types.OperationAcknowledged { OperationUuid = operation.Uuid },
        });
    }

    private void Send(AgentOperation operation)
    {
        if (!agent.Link.IsRegistered || operation.Status is not { } status)
        {
            return;
        }

        var update = new UpdateOperationStatus { OperationUuid = operation.Uuid, Status = status };
        if (operation.Framework is { } framework)
        {
            update.FrameworkId = new FrameworkID { Value = framework.Value };
        }

        agent.Link.Send(new AgentLinkFrame { UpdateOperationStatus = update });
        TimeSpan longer = operation.RetryInterval * 2;
        operation.RetryInterval = operation.RetryAt is null
            ? StatusStream.FirstRetry
            : longer < StatusStream.LongestRetry ? longer : StatusStream.LongestRetry;
        operation.RetryAt = agent.Now + operation.RetryInterval;
        Arm(operation.RetryAt.Value);
    }

    private void Arm(DateTimeOffset due)
    {
        if (_retryAt <= due)
        {
            return;
        }

        _retryAt = due;
        agent.Emit(new StartTimer(new AgentTimer.OperationRetry(), due - agent.Now));
    }
}
