using System;
using Mesos.V1;
using Mesos.V1.Allocator;
using Tepui.Kernel.Master;
using Tepui.Kernel.Master.Agents;
using Tepui.Kernel.Master.Frameworks;
using Tepui.Kernel.Offers;
using Tepui.Kernel.Tasks;

namespace Tepui.Kernel.Maintenance;

/// <summary>How an inverse offer comes to be and ends.</summary>
internal static class InverseOfferLife
{
    public static InverseOffer Make(MasterContext context, FrameworkRecord framework, AgentRecord agent, AgentMaintenance maintenance)
    {
        var id = context.State.NewOfferId();
        var message = new InverseOffer
        {
            Id = new OfferID { Value = id.Value },
            Url = OfferMessages.UrlOf(agent),
            FrameworkId = framework.Info.Id,
            AgentId = agent.Info.Id,
            Unavailability = maintenance.Unavailability,
        };
        var record = new InverseOfferRecord(id, framework.Id, agent.Id, message);
        context.State.Maintenance.InverseOffers.Add(id, record);
        maintenance.Outstanding.Add(framework.Id, record);
        framework.InverseOffers.Add(id, record);
        if (context.Config.OfferTimeout is { } timeout)
        {
            context.StartTimer(new MasterTimer.OfferTimeout(id), timeout);
        }

        return message;
    }

    /// <summary>A framework's answer: noted for operators, and the framework is not asked again for so long.</summary>
    public static void Answer(MasterContext context, InverseOfferRecord offer, InverseOfferStatus.Types.Status answer, TimeSpan refuse)
    {
        Remove(context, offer);
        if (context.State.Agents.Find(offer.Agent) is not { Maintenance: { } maintenance })
        {
            return;
        }

        maintenance.Statuses[offer.Framework.Value] = new InverseOfferStatus
        {
            Status = answer,
            FrameworkId = offer.Message.FrameworkId,
            Timestamp = new TimeInfo { Nanoseconds = StatusFactory.ToNanoseconds(context.Now) },
        };
        context.State.Maintenance.Status = null;

        // One that is answered at once with no filter would be answered at once again, without end.
        var wait = refuse > context.Config.AllocationInterval ? refuse : context.Config.AllocationInterval;
        maintenance.Filters.Add(offer.Framework);
        context.StartTimer(new MasterTimer.InverseOfferFilter(offer.Agent, offer.Framework), wait);
    }

    /// <summary>Takes an inverse offer back and tells its framework so.</summary>
    public static void Rescind(MasterContext context, InverseOfferRecord offer)
    {
        Remove(context, offer);
        if (context.State.Frameworks.Find(offer.Framework) is { } framework)
        {
            context.Send(framework, SchedulerEvents.RescindInverseOffer(offer.Id));
        }
    }

    /// <summary>Takes back all that are out about an agent.</summary>
    public static void RescindAll(MasterContext context, AgentRecord agent)
    {
        foreach (var offer in agent.Maintenance?.Outstanding.Snapshot() ?? [])
        {
            Rescind(context, offer);
        }
    }

    /// <summary>Nobody answered in time (--offer_timeout): the framework is asked again.</summary>
    public static void TimeOut(MasterContext context, InverseOfferRecord offer)
    {
        Rescind(context, offer);
        if (context.State.Agents.Find(offer.Agent) is { } agent)
        {
            context.State.Maintenance.Look(agent);
        }
    }

    /// <summary>A framework's stream has ended: what it was asked is void, and so is what it did not want to be asked.</summary>
    public static void DiscardAll(MasterContext context, FrameworkRecord framework)
    {
        foreach (var offer in framework.InverseOffers.Snapshot())
        {
            Remove(context, offer);
        }

        EndFilters(context, framework);
    }

    /// <summary>Has a framework asked again about every agent where it has something.</summary>
    public static void EndFilters(MasterContext context, FrameworkRecord framework)
    {
        foreach (var agent in context.State.Maintenance.Agents)
        {
            EndFilter(context, agent, framework.Id);
        }
    }

    /// <summary>A filter has ended.</summary>
    public static void EndFilter(MasterContext context, AgentRecord agent, FrameworkId framework)
    {
        if (agent.Maintenance?.Filters.Remove(framework) == true)
        {
            context.CancelTimer(new MasterTimer.InverseOfferFilter(agent.Id, framework));
            context.State.Maintenance.Look(agent);
        }
    }

    private static void Remove(MasterContext context, InverseOfferRecord offer)
    {
        context.State.Maintenance.InverseOffers.Remove(offer.Id);
        context.State.Frameworks.Find(offer.Framework)?.InverseOffers.Remove(offer.Id);
        context.State.Agents.Find(offer.Agent)?.Maintenance?.Outstanding.Remove(offer.Framework);
        if (context.Config.OfferTimeout is not null)
        {
            context.CancelTimer(new MasterTimer.OfferTimeout(offer.Id));
        }
    }
}
