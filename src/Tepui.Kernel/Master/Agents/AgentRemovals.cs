namespace Tepui.Kernel.Master.Agents;

/// <summary>
/// Marks agents unreachable no faster than --agent_removal_rate_limit allows: the first at once, the others as time goes by.
/// One that is heard of meanwhile is spared.
/// </summary>
internal static class AgentRemovals
{
    public static void Schedule(MasterContext context, AgentId agent, RemovalCause cause)
    {
        if (context.State.AgentsUnderWay.ContainsKey(agent.Value) || !context.State.Removals.Add(agent, cause))
        {
            return;
        }

        context.Counters.Count(MasterCounter.SlaveUnreachableScheduled);
        Run(context);
    }

    /// <summary>An agent has answered a ping after all.</summary>
    public static void Spare(MasterContext context, AgentId agent)
    {
        if (context.State.Removals.Remove(agent, RemovalCause.Unhealthy))
        {
            context.Counters.Count(MasterCounter.SlaveUnreachableCanceled);
        }
    }

    /// <summary>Marks as many as may be now, and sets the alarm for the next.</summary>
    public static void Run(MasterContext context)
    {
        var queue = context.State.Removals;
        while (!queue.IsEmpty)
        {
            if (context.Config.AgentRemovalRate is { } rate)
            {
                if (queue.Next > context.Now)
                {
                    context.StartTimer(new MasterTimer.AgentRemoval(), queue.Next - context.Now);
                    return;
                }

                queue.Next = context.Now + rate.Interval;
            }

            var (agent, cause) = queue.Take();
            context.Counters.Count(Mark(context, agent, cause)
                ? MasterCounter.SlaveUnreachableCompleted
                : MasterCounter.SlaveUnreachableCanceled);
        }
    }

    private static bool Mark(MasterContext context, AgentId id, RemovalCause cause)
    {
        var timeout = DurationText.Of(context.Config.AgentReregisterTimeout);
        if (cause == RemovalCause.Recovered)
        {
            return context.State.RecoveredAgents.TryGetValue(id.Value, out var info) && AgentRegistry.MarkRecoveredUnreachable(
                context, info, $"did not reregister within {timeout} after master failover");
        }

        if (context.State.Agents.Find(id) is not { } agent)
        {
            return false;
        }

        return cause == RemovalCause.Unhealthy
            ? AgentRegistry.MarkUnreachable(context, agent, "health check timed out")
            : !agent.Connected && AgentRegistry.MarkUnreachable(
                context, agent, $"agent did not reregister within {timeout} after disconnecting");
    }
}
