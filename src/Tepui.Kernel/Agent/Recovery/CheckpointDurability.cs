using System;
using Tepui.Internal.V1;

namespace Tepui.Kernel.Agent.Recovery;

/// <summary>Which records of an agent's log must outlive its host's power, and not just its process.</summary>
public static class CheckpointDurability
{
    /// <summary>
    /// Tasks die with the host, and so may the records of them. What frameworks left on its disk does not, nor what an operator was
    /// promised, nor who the agent is: one that came back as another would leave its tasks unreachable for ever.
    /// </summary>
    public static bool OutlivesHost(AgentCheckpoint record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return record.RecordCase
            is AgentCheckpoint.RecordOneofCase.Identity
            or AgentCheckpoint.RecordOneofCase.CheckpointedResources
            or AgentCheckpoint.RecordOneofCase.OperationAccepted
            or AgentCheckpoint.RecordOneofCase.Drain;
    }
}
