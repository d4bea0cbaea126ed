using System;
using System.Collections.Generic;
using System.Linq;
using Google.Protobuf;
using Mesos.V1;
using Tepui.Internal.V1;
using Tepui.Kernel.Operations;
using Tepui.Kernel.Resources;

namespace Tepui.Kernel.Tests.Master;

/// <summary>
/// A <see cref="ScenarioAgent"/>'s resources, and the operations on them, as a real agent has them: it applies what it is told,
/// writes it down, and says so until that is acknowledged.
/// </summary>
internal sealed class ScenarioResources(AgentInfo info)
{
    private static long _uuids;

    private ResourceSet? _total;

    /// <summary>Operations not acknowledged yet, by uuid.</summary>
    public Dictionary<ByteString, Operation> Operations { get; } = [];

    /// <summary>Whether it says at once how an operation ended.</summary>
    public bool Answers { get; set; } = true;

    /// <summary>What it makes of operations; one that is not finished changes nothing.</summary>
    public OperationState Outcome { get; set; } = OperationState.OperationFinished;

    public ResourceSet Total => _total ??= ResourceSet.From(info.Resources);

    public List<Resource> Checkpointed =>
        (CheckpointedResources.Of(Total) - CheckpointedResources.Of(ResourceSet.From(info.Resources))).ToMessages();

    /// <summary>What it answers at once.</summary>
    public AgentLinkFrame? Receive(AgentID agent, ApplyOperation apply)
    {
        if (Outcome == OperationState.OperationFinished)
        {
            foreach (var conversion in OperationConversions.Of(apply.Operation))
            {
                _total = conversion.WithoutAllocation().Apply(Total, out var fault).ShouldNotBeNull(fault);
            }
        }

        var status = new OperationStatus
        {
            State = Outcome,
            OperationId = apply.Operation.Id,
            AgentId = agent,
            Uuid = new UUID { Value = ByteString.CopyFrom(BitConverter.GetBytes(++_uuids).Concat(new byte[8]).ToArray()) },
        };
        var operation = new Operation
        {
            FrameworkId = apply.FrameworkId,
            AgentId = agent,
            Info = apply.Operation,
            LatestStatus = status,
            Uuid = new UUID { Value = apply.OperationUuid },
        };
        operation.Statuses.Add(status);
        Operations.Add(apply.OperationUuid, operation);
        return Answers ? UpdateOf(operation) : null;
    }

    public void Receive(AcknowledgeOperationStatus acknowledge)
    {
        if (Operations.TryGetValue(acknowledge.OperationUuid, out var operation) &&
            operation.LatestStatus.Uuid.Value == acknowledge.StatusUuid)
        {
            Operations.Remove(acknowledge.OperationUuid);
        }
    }

    public static AgentLinkFrame UpdateOf(Operation operation) => new()
    {
        UpdateOperationStatus = new UpdateOperationStatus
        {
            FrameworkId = operation.FrameworkId,
            OperationUuid = operation.Uuid.Value,
            Status = operation.LatestStatus,
        },
    };
}
