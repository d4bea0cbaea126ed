using Tepui.Kernel.Registry;

namespace Tepui.Kernel.Master.Roles;

/// <summary>
/// With quotas a new master makes no offers until most agents of the registry are back: while it sees a part of the cluster only,
/// limits and guarantees would be held against that part (src/master/allocator/mesos/hierarchical.cpp, docs/quota.md).
/// </summary>
internal static class OfferPause
{
    public static void Begin(MasterContext context, RegistryState registry)
    {
        var agents = (int)(registry.Admitted.Count * context.Config.AllocatorAgentRecoveryFactor);
        if (agents > 0 && !registry.Quotas.IsEmpty)
        {
            context.State.OffersAwaitAgents = agents;
            context.StartTimer(new MasterTimer.OfferPause(), context.Config.AllocatorRecoveryTimeout);
            context.Tell(new OffersPaused(agents, context.Config.AllocatorRecoveryTimeout));
        }
    }

    /// <summary>Whether to wait still; it ends when enough agents are there.</summary>
    public static bool IsOn(MasterContext context)
    {
        if (context.State.OffersAwaitAgents is { } agents && context.State.Agents.Count >= agents)
        {
            context.CancelTimer(new MasterTimer.OfferPause());
            End(context);
        }

        return context.State.OffersAwaitAgents is not null;
    }

    /// <summary>Enough agents are there, or enough time has gone.</summary>
    public static void End(MasterContext context)
    {
        if (context.State.OffersAwaitAgents is not null)
        {
            context.State.OffersAwaitAgents = null;
            context.Tell(new OffersResumed(context.State.Agents.Count));
        }
    }
}
