using Tepui.Internal.V1;
using Tepui.Kernel.Master.Agents;

namespace Tepui.Kernel.Master.Messages;

/// <summary>An agent leaves for good.</summary>
internal static class AgentUnregistration
{
    public static void Handle(MasterContext context, AgentRecord agent, UnregisterAgent message)
    {
        context.Counters.Count(MasterCounter.MessagesUnregisterSlave);
        if (message.AgentId.Value != agent.Id.Value)
        {
            context.Tell(new AgentFrameIgnored(agent.Id.Value, "UnregisterAgent", $"it names agent {message.AgentId.Value}"));
            return;
        }

        AgentRegistry.Remove(context, agent, "the agent unregistered", MasterCounter.SlaveRemovalsReasonUnregistered);
    }
}
