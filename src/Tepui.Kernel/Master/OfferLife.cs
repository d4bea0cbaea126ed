using System;
using System.Collections.Generic;
using Mesos.V1.Scheduler;
using Tepui.Kernel.Master.Agents;
using Tepui.Kernel.Master.Frameworks;
using Tepui.Kernel.Offers;
using Tepui.Kernel.Resources;

namespace Tepui.Kernel.Master;

/// <summary>How an offer comes to be and ends: every way gives what it held to a task or back to the allocator.</summary>
internal static class OfferLife
{
    /// <summary>Makes an offer of allocated resources and adds it to its framework's event; the event is sent by the caller.</summary>
    public static void Make(
        MasterContext context,
        FrameworkRecord framework,
        AgentRecord agent,
        string role,
        ResourceSet resources,
        Event into)
    {
        var id = context.State.NewOfferId();
        var message = OfferMessages.Make(id, framework, agent, role, resources);
        var offer = new OfferRecord(id, framework.Id, agent.Id, role, resources, message);
        context.State.Offers.Add(id, offer);
        framework.Add(offer);
        agent.Add(offer);
        context.State.Maintenance.Look(agent);
        into.Offers.Offers_.Add(message);
        framework.Metrics.OffersSent++;
        if (context.Config.OfferTimeout is { } timeout)
        {
            context.StartTimer(new MasterTimer.OfferTimeout(id), timeout);
        }
    }

    /// <summary>Takes an offer back and tells its framework so.</summary>
    public static void Rescind(MasterContext context, OfferRecord offer, string reason)
    {
        if (context.State.Frameworks.Find(offer.Framework) is { } framework)
        {
            framework.Metrics.OffersRescinded++;
            context.Send(framework, SchedulerEvents.Rescind(offer.Id));
        }

        context.Tell(new OfferRescinded(offer.Id, offer.Framework, reason));
        Discard(context, offer, TimeSpan.Zero);
    }

    /// <summary>Ends an offer without a word; what it held is free again, filtered for its framework for so long.</summary>
    public static void Discard(MasterContext context, OfferRecord offer, TimeSpan refuse)
    {
#if PLANTED_BUGS
        if (PlantedBugs.Has(PlantedBug.DoubleAllocation))
        {
            context.Allocator.Recover(offer.Framework, offer.Agent, offer.Resources, refuse, context.Now);
            return;
        }
#endif
        Remove(context, offer);
        context.Allocator.Recover(offer.Framework, offer.Agent, offer.Resources, refuse, context.Now);
    }

    /// <summary>Forgets an offer whose resources the caller has taken over.</summary>
    public static void Remove(MasterContext context, OfferRecord offer)
    {
        context.State.Offers.Remove(offer.Id);
        context.State.Frameworks.Find(offer.Framework)?.Remove(offer);
        context.State.Agents.Find(offer.Agent)?.Remove(offer);
        if (context.Config.OfferTimeout is not null)
        {
            context.CancelTimer(new MasterTimer.OfferTimeout(offer.Id));
        }
    }

    /// <summary>Rescinds all of a framework's or an agent's offers.</summary>
    public static void RescindAll(MasterContext context, OrderedIndex<OfferId, OfferRecord> offers, string reason)
    {
        foreach (var offer in offers.Snapshot())
        {
            Rescind(context, offer, reason);
        }
    }

    /// <summary>Discards all of a framework's offers.</summary>
    public static void DiscardAll(MasterContext context, IEnumerable<OfferRecord> offers)
    {
        foreach (var offer in offers)
        {
            Discard(context, offer, TimeSpan.Zero);
        }
    }
}
