using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Tepui.Kernel.Master.Agents;

namespace Tepui.Kernel.Master.Timers;

/// <summary>
/// Agents of the registry that did not come back to this master in time are unreachable, unless they are more than
/// --recovery_agent_removal_limit allows: then something else is wrong, and the master ends rather than give them up.
/// </summary>
internal static class RecoveredAgents
{
    private const int MostNamed = 20;

    public static void Handle(MasterContext context)
    {
        var agents = context.State.RecoveredAgents.Keys.ToList();
        var expected = context.State.AgentsExpected;
        context.State.AgentsExpected = 0;
        if (expected > 0 && (double)agents.Count / expected > context.Config.RecoveryAgentRemovalLimit)
        {
            End(context, agents, expected);
            return;
        }

        foreach (var id in agents)
        {
            AgentRemovals.Schedule(context, new AgentId(id), RemovalCause.Recovered);
        }
    }

    private static void End(MasterContext context, List<string> agents, int expected)
    {
        var named = string.Join(", ", agents.Take(MostNamed)) + (agents.Count > MostNamed ? ", ..." : "");
        var limit = (context.Config.RecoveryAgentRemovalLimit * 100).ToString("0.##", CultureInfo.InvariantCulture);
        context.State.Leads = false;
        context.Add(new EndMaster(
            $"{agents.Count} of the {expected} agents in the registry did not come back within " +
            $"{DurationText.Of(context.Config.AgentReregisterTimeout)}, which is more than the {limit}% of " +
            $"--recovery_agent_removal_limit; none was given up. Look after them ({named}), or raise the limit."));
    }
}
