using Tepui.Kernel.Master.Agents;

namespace Tepui.Kernel.Master.Messages;

/// <summary>The answer to a ping: the agent is well.</summary>
internal static class Pong
{
    public static void Handle(MasterContext context, AgentRecord agent, Internal.V1.Pong pong)
    {
        // The answer to an earlier ping shows as much: it was late, not lost.
        if (pong.Nonce <= agent.PingNonce)
        {
            agent.UnansweredPings = 0;
            AgentRemovals.Spare(context, agent.Id);
        }
    }
}
