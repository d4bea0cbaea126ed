using System.Collections.Generic;
using Mesos.V1;
using Tepui.Internal.V1;
using Tepui.Kernel.Agent.Operations;
using Tepui.Kernel.Operations;
using Tepui.Kernel.Resources;

namespace Tepui.Kernel.Agent.Recovery;

/// <summary>What the log tells of reservations, volumes and the operations that make them.</summary>
public static class ResourceRecords
{
    /// <summary>
    /// Why an agent cannot go on with its log, in Mesos's words, or null: its --resources no longer hold what was reserved or
    /// made a volume of.
    /// </summary>
    public static string? Fault(IReadOnlyList<AgentCheckpoint> records, ResourceSet flags)
    {
        ResourceSet checkpointed = Last(records);
        return CheckpointedResources.Apply(flags, checkpointed, out string? fault) is null
            ? $"Checkpointed resources {checkpointed} are incompatible with agent resources {flags}: {fault}"
            : null;
    }

    internal static ResourceSet Last(IReadOnlyList<AgentCheckpoint> records)
    {
        for (int i = records.Count - 1; i >= 0; i--)
        {
            if ((records[i].CheckpointedResources ?? records[i].OperationAccepted?.Resources) is { } last)
            {
                return ResourceSet.From(last.Resources);
            }
        }

        return ResourceSet.Empty;
    }

    internal static void Accepted(AgentState agent, AgentCheckpoint.Types.OperationAccepted accepted)
    {
        if (agent.Operations.Find(accepted.OperationUuid) is null)
        {
            agent.Operations.Add(new AgentOperation(
                accepted.FrameworkId is { } framework ? new FrameworkId(framework.Value) : null,
                accepted.OperationUuid,
                accepted.Operation)
            {
                Forgotten = accepted.Forgotten,
            });
        }
    }

    internal static void Updated(AgentState agent, AgentCheckpoint.Types.OperationUpdated updated)
    {
        if (agent.Operations.Find(updated.OperationUuid) is { } operation)
        {
            operation.Status = updated.Status;
        }
    }

    internal static void Acknowledged(AgentState agent, AgentCheckpoint.Types.OperationAcknowledged acknowledged)
    {
        if (agent.Operations.Find(acknowledged.OperationUuid) is { } operation)
        {
            agent.Operations.Remove(operation);
        }
    }

    internal static void Write(List<AgentCheckpoint> records, AgentState agent)
    {
        if (!agent.Operations.Checkpointed.IsEmpty)
        {
            var resources = new AgentCheckpoint.Types.CheckpointedResources();
            agent.Operations.Checkpointed.CopyTo(resources.Resources);
            records.Add(new AgentCheckpoint { CheckpointedResources = resources });
        }

        foreach (AgentOperation operation in agent.Operations.All)
        {
            var accepted = new AgentCheckpoint.Types.OperationAccepted
            {
                OperationUuid = operation.Uuid,
                Operation = operation.Info,
                Forgotten = operation.Forgotten,
            };
            if (operation.Framework is { } framework)
            {
                accepted.FrameworkId = new FrameworkID { Value = framework.Value };
            }

            records.Add(new AgentCheckpoint { OperationAccepted = accepted });
            if (operation.Status is { } status)
            {
                records.Add(new AgentCheckpoint
                {
                    OperationUpdated = new AgentCheckpoint.Types.OperationUpdated { OperationUuid = operation.Uuid, Status = status },
                });
            }
        }
    }
}
