using Tepui.Kernel.Master.Agents;

namespace Tepui.Kernel.Master.Timers;

/// <summary>An agent lost its link long ago and did not come back.</summary>
internal static class AgentReregister
{
    public static void Handle(MasterContext context, AgentId id)
    {
        if (context.State.Agents.Find(id) is { Connected: false })
        {
            AgentRemovals.Schedule(context, id, RemovalCause.Disconnected);
        }
    }
}
