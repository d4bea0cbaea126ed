using Tepui.Internal.V1;
using Tepui.Kernel.Master.Agents;

namespace Tepui.Kernel.Master.Timers;

/// <summary>
/// Pings an agent in turn with waiting for the answer. Pings go on being counted while the link is away, so that an agent
/// that died is unreachable as soon as one that hangs.
/// </summary>
internal static class AgentPing
{
    public static void Handle(MasterContext context, AgentId id)
    {
        if (context.State.Agents.Find(id) is not { } agent)
        {
            return;
        }

        AgentDrain.Check(context, agent);
        if (agent.UnansweredPings >= context.Config.MaxAgentPingTimeouts)
        {
            AgentRemovals.Schedule(context, id, RemovalCause.Unhealthy);
        }
        else
        {
            agent.UnansweredPings++;
        }

        // One that waits to be given up is pinged on: an answer spares it.
        if (!context.State.AgentsUnderWay.ContainsKey(id.Value))
        {
            agent.PingNonce++;
            context.Send(agent, new AgentLinkFrame { Ping = new Ping { Nonce = agent.PingNonce } });
        }

        context.StartTimer(new MasterTimer.AgentPing(id), context.Config.AgentPingTimeout);
    }
}
