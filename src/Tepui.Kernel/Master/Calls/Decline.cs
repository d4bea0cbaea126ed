using Tepui.Kernel.Allocation;
using Tepui.Kernel.Master.Frameworks;
using Call = Mesos.V1.Scheduler.Call;

namespace Tepui.Kernel.Master.Calls;

/// <summary>DECLINE: a framework does not want offers, nor the same resources again for a while.</summary>
internal static class Decline
{
    public static Rejection? Handle(MasterContext context, FrameworkRecord framework, Call.Types.Decline decline)
    {
        context.Counters.Count(MasterCounter.MessagesDeclineOffers);
        var refuse = RefuseDuration.Of(decline.Filters);
        foreach (var id in decline.OfferIds)
        {
            // An offer that was rescinded meanwhile is nothing to complain about; another framework's is.
            if (context.State.Offers.Find(new OfferId(id.Value)) is not { } offer)
            {
                continue;
            }

            if (offer.Framework != framework.Id)
            {
                context.Drop(framework, "DECLINE", $"Offer {offer.Id} belongs to framework {offer.Framework}");
                continue;
            }

            OfferLife.Discard(context, offer, refuse);
            framework.Metrics.OffersDeclined++;
        }

        return null;
    }
}
