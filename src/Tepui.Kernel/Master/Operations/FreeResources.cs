using Tepui.Kernel.Master.Agents;
using Tepui.Kernel.Resources;

namespace Tepui.Kernel.Master.Operations;

/// <summary>What nobody holds of an agent, and how more of it gets free: offers are taken back, tasks never.</summary>
internal static class FreeResources
{
    /// <summary>
    /// Rescinds offers of the agent, one after the other and only such as help, until what is needed is free; none when that
    /// cannot be reached by it (Mesos finds that out afterwards).
    /// </summary>
    /// <param name="needed">Unallocated.</param>
    /// <param name="fault">Why not.</param>
    public static bool TryFree(MasterContext context, AgentRecord agent, ResourceSet needed, string reason, out string? fault)
    {
        fault = null;
        var free = context.Allocator.Free(agent.Id);
        if (free.Contains(needed))
        {
            return true;
        }

        var reachable = free + agent.Offered.WithoutAllocation();
        if (!reachable.Contains(needed))
        {
            fault = $"{reachable} does not contain {needed}";
            return false;
        }

        var missing = needed - free;
        foreach (var offer in agent.Offers.Snapshot())
        {
            var rest = missing - offer.Resources.WithoutAllocation();
            if (rest.Equals(missing))
            {
                continue;
            }

            OfferLife.Rescind(context, offer, reason);
            if (context.Allocator.Free(agent.Id).Contains(needed))
            {
                return true;
            }

            missing = rest;
        }

        free = context.Allocator.Free(agent.Id);
        fault = $"{free} does not contain {needed}";
        return free.Contains(needed);
    }
}
