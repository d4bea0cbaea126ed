using System;
using Tepui.Kernel.Master.Agents;
using Tepui.Kernel.Master.Roles;

namespace Tepui.Kernel.Master;

/// <summary>
/// When a master acts: from its election on, and no longer than the lease it was told of last. A master that was paused or cut off
/// finds at its first step that the lease is over, and that step, like all after it, has no effect but the master's end.
/// </summary>
internal static class Leadership
{
    public static void Gain(MasterContext context, LeadershipGained gained)
    {
        var state = context.State;
        var registry = gained.Registry;
        state.Leads = true;
        state.Term = gained.Term;
        state.LeaseUntil = gained.LeaseUntil;
        state.ElectedTime = context.Now;
        context.Registrar.Recover(registry);
        RoleSettings.Recover(context, registry);
        foreach (var (id, info) in registry.Admitted)
        {
            state.RecoveredAgents[id] = info;
        }

        state.AgentsExpected = registry.Admitted.Count;
        RegistryCollection.Schedule(context);
        context.Tell(new LeadershipTaken(context.Config.Info.Id, registry.Admitted.Count));
        OfferPause.Begin(context, registry);
        if (registry.Admitted.Count > 0)
        {
            context.StartTimer(new MasterTimer.RecoveredAgents(), context.Config.AgentReregisterTimeout);
        }
    }

    public static void Extend(MasterContext context, DateTimeOffset until)
    {
        if (context.State.LeaseUntil is { } present && until > present)
        {
            context.State.LeaseUntil = until;
        }
    }

    /// <summary>Whether this step may have effects; a leader whose lease is over ends here.</summary>
    public static bool MayAct(MasterContext context)
    {
#if PLANTED_BUGS
        if (PlantedBugs.Has(PlantedBug.UnfencedLeader))
        {
            return !context.State.IsDeposed;
        }
#endif
        if (context.State.Leads && context.State.LeaseUntil is { } until && context.Now >= until)
        {
            Lose(context, "its ZooKeeper session was not heard of for the session's time-out: another master may lead");
        }

        return !context.State.IsDeposed;
    }

    public static void Lose(MasterContext context, string reason)
    {
        var state = context.State;
        if (state.IsDeposed)
        {
            return;
        }

        state.Leads = false;
        state.IsDeposed = true;
        context.Add(new EndMaster($"this master leads no more: {reason}"));
    }
}
