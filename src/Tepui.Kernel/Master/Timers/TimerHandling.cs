using Tepui.Kernel.Maintenance;
using Tepui.Kernel.Master.Agents;
using Tepui.Kernel.Master.Frameworks;
using Tepui.Kernel.Master.Roles;
using Tepui.Kernel.Master.Subscribers;

namespace Tepui.Kernel.Master.Timers;

/// <summary>What to do when a timer comes due; one whose reason is gone meanwhile does nothing.</summary>
internal static class TimerHandling
{
    public static void Handle(MasterContext context, MasterTimer timer)
    {
        switch (timer)
        {
            case MasterTimer.Heartbeat heartbeat:
                Heartbeat(context, heartbeat.Framework);
                break;
            case MasterTimer.FrameworkFailover failover:
                FrameworkFailover(context, failover.Framework);
                break;
            case MasterTimer.OfferTimeout offer:
                OfferTimeout(context, offer.Offer);
                break;
            case MasterTimer.OfferPause:
                OfferPause.End(context);
                break;
            case MasterTimer.SubscriberHeartbeat:
                SubscriberLife.Beat(context);
                break;
            case MasterTimer.InverseOfferFilter filter:
                if (context.State.Agents.Find(filter.Agent) is { } agent)
                {
                    InverseOfferLife.EndFilter(context, agent, filter.Framework);
                }

                break;
            case MasterTimer.AgentPing ping:
                AgentPing.Handle(context, ping.Agent);
                break;
            case MasterTimer.AgentReregister reregister:
                AgentReregister.Handle(context, reregister.Agent);
                break;
            case MasterTimer.RecoveredAgents:
                RecoveredAgents.Handle(context);
                break;
            case MasterTimer.AgentRemoval:
                AgentRemovals.Run(context);
                break;
            case MasterTimer.RegistryCollection:
                RegistryCollection.Handle(context);
                break;
        }
    }

    private static void Heartbeat(MasterContext context, FrameworkId id)
    {
        if (context.State.Frameworks.Find(id) is { Connected: true } framework)
        {
            context.Send(framework, SchedulerEvents.Heartbeat);
            context.StartTimer(new MasterTimer.Heartbeat(id), context.Config.HeartbeatInterval);
        }
    }

    private static void FrameworkFailover(MasterContext context, FrameworkId id)
    {
        if (context.State.Frameworks.Find(id) is not { Connected: false } framework)
        {
            return;
        }

        // It may have been back meanwhile and have gone again: the timer is then that of an earlier absence.
        if (context.Now < framework.FailoverDeadline)
        {
            context.StartTimer(new MasterTimer.FrameworkFailover(id), framework.FailoverDeadline - context.Now);
            return;
        }

        FrameworkLife.Remove(context, framework, "did not come back within its failover time-out");
    }

    private static void OfferTimeout(MasterContext context, OfferId id)
    {
        if (context.State.Offers.Find(id) is { } offer)
        {
            OfferLife.Rescind(context, offer, "not answered within --offer_timeout");
        }
        else if (context.State.Maintenance.InverseOffers.Find(id) is { } inverse)
        {
            InverseOfferLife.TimeOut(context, inverse);
        }
    }
}
