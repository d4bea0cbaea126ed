using System.Collections.Generic;
using System.Linq;
using Mesos.V1;
using Tepui.Internal.V1;
using Tepui.Kernel.Agent.Operations;
using Tepui.Kernel.Agent.Volumes;
using Tepui.Kernel.Operations;
using Tepui.Kernel.Resources;

namespace Tepui.Kernel.Agent.Calls;

/// <summary>
/// The agent's resources are reserved, made volumes of, or the reverse (src/slave/slave.cpp, applyOperation). The master has
/// counted it already; where it does not fit what is here, the two are at odds, and the operation is dropped.
/// </summary>
internal static class ApplyOperationCall
{
    public static void Apply(AgentState agent, ApplyOperation call)
    {
        if (agent.Stopping is not null || agent.Operations.Find(call.OperationUuid) is not null)
        {
            return;
        }

        var operation = new AgentOperation(
            call.FrameworkId is { } framework ? new FrameworkId(framework.Value) : null, call.OperationUuid, call.Operation);
        ResourceSet? total = Total(agent, call.Operation, out OperationState refusal, out string? fault);
        var accepted = new AgentCheckpoint.Types.OperationAccepted
        {
            FrameworkId = call.FrameworkId,
            OperationUuid = call.OperationUuid,
            Operation = call.Operation,
        };
        agent.Operations.Add(operation);
        if (total is null)
        {
            agent.Append(new AgentCheckpoint { OperationAccepted = accepted });
            agent.Operations.Finish(operation, refusal, fault);
            return;
        }

        agent.Operations.Hold(total);
        accepted.Resources = new AgentCheckpoint.Types.CheckpointedResources();
        agent.Operations.Checkpointed.CopyTo(accepted.Resources.Resources);
        agent.Append(new AgentCheckpoint { OperationAccepted = accepted });
        CarryOut(agent, operation);
    }

    /// <summary>Does what an accepted operation means to the disk, again after a restart in the middle of it.</summary>
    public static void CarryOut(AgentState agent, AgentOperation operation)
    {
        IEnumerable<Resource>? volumes = operation.Info.Create?.Volumes ?? operation.Info.Destroy?.Volumes;
        if (volumes is null)
        {
            agent.Operations.Finish(operation, OperationState.OperationFinished, null);
            return;
        }

        agent.Emit(new ChangeVolumes(
            operation.Uuid,
            [.. volumes.Select(volume => VolumePlace.Of(agent.Config.WorkDirectory, ResourceMessage.ToEntry(volume).Key))],
            Removes: operation.Info.Destroy is not null));
    }

    /// <summary>
    /// The disk is as the operation wants it. Where that cannot be, agent and master would be at odds about what is there: the
    /// agent ends, its tasks go on, and its next process tries again before it registers.
    /// </summary>
    public static void VolumesChanged(AgentState agent, VolumesChanged input)
    {
        if (agent.Operations.Find(input.Operation) is not { Status: null } operation)
        {
            return;
        }

        if (input.Fault is { } fault)
        {
            agent.Tell(new AgentNotice.ShuttingDown(fault));
            agent.Stopped = true;
            agent.Emit(new Stop(fault, Failed: true));
            return;
        }

        agent.Operations.Finish(operation, OperationState.OperationFinished, null);
        ShutdownCalls.StopWhenIdle(agent);
    }

    /// <summary>The agent's total after an operation; null with the state and reason of its refusal.</summary>
    private static ResourceSet? Total(AgentState agent, Offer.Types.Operation operation, out OperationState refusal, out string? fault)
    {
        refusal = OperationState.OperationError;
        fault = OperationMessage.IsSpeculative(operation.Type)
            ? OperationMessage.FindFault(operation)
            : $"{WireNames.Of(operation.Type)} is not supported yet";
        if (fault is not null)
        {
            return null;
        }

        List<ResourceConversion> conversions =
            [.. OperationConversions.Of(operation).Select(conversion => conversion.WithoutAllocation())];
        List<string> faults = [.. conversions.SelectMany(Faults)];
        if (faults.Count > 0)
        {
            fault = string.Join("; ", faults);
            return null;
        }

        refusal = OperationState.OperationDropped;
        ResourceSet? total = OperationConversions.Apply(conversions, agent.Operations.Total, out fault);
        if (total is not null && Destroyed(conversions).FirstOrDefault(volume => VolumeMounts.IsInUse(agent, volume)) is { } used)
        {
            fault = $"Persistent volume {used} is in use here";
            return null;
        }

        return total;
    }

    private static IEnumerable<string> Faults(ResourceConversion conversion)
    {
        foreach (ResourceEntry entry in conversion.Converted)
        {
            if (entry.Key.ProviderId is not null)
            {
                yield return $"Resource.provider_id of '{entry.Name}' is not supported yet";
            }

            if (entry.Key.IsPersistentVolume)
            {
                foreach (string fault in VolumePlace.Faults(entry.Key))
                {
                    yield return fault;
                }
            }
        }
    }

    private static IEnumerable<ResourceKey> Destroyed(IEnumerable<ResourceConversion> conversions) =>
        from conversion in conversions
        where conversion.MustVanish
        from entry in conversion.Consumed
        select entry.Key;
}
