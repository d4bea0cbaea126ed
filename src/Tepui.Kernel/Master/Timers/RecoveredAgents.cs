using System.Collections.Generic;
using Tepui.Kernel.Master.Agents;

namespace Tepui.Kernel.Master.Timers;

/// <summary>Agents of the registry that did not come back to this master in time are unreachable.</summary>
internal static class RecoveredAgents
{
    public static void Handle(MasterContext context)
    {
        var cause = $"did not reregister within {DurationText.Of(context.Config.AgentReregisterTimeout)} after master failover";
        foreach (var info in new List<Mesos.V1.AgentInfo>(context.State.RecoveredAgents.Values))
        {
            AgentRegistry.MarkRecoveredUnreachable(context, info, cause);
        }
    }
}
