using Mesos.V1;
using Tepui.Kernel.Offers;
using Tepui.Kernel.Resources;

namespace Tepui.Kernel.Master.Views;

/// <summary>Offers as operators see them, which is not always how their frameworks were shown them.</summary>
internal static class ShownOffer
{
    public static Offer Of(OfferRecord offer)
    {
        if (offer.Message.AllocationInfo is not null)
        {
            return offer.Message;
        }

        var message = offer.Message.Clone();
        message.AllocationInfo = new Resource.Types.AllocationInfo { Role = offer.Role };
        message.Resources.Clear();
        offer.Resources.CopyTo(message.Resources, ReservationFormat.Both);
        return message;
    }
}
