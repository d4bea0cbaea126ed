using Mesos.V1.Allocator;
using Tepui.Kernel.Allocation;
using Tepui.Kernel.Master.Frameworks;
using Call = Mesos.V1.Scheduler.Call;

namespace Tepui.Kernel.Master.Calls;

/// <summary>
/// DECLINE_INVERSE_OFFERS: a framework will not have left agents before they are unavailable. Operators see its answer; nothing
/// else comes of it.
/// </summary>
internal static class DeclineInverseOffers
{
    public static Rejection? Handle(MasterContext context, FrameworkRecord framework, Call.Types.DeclineInverseOffers decline)
    {
        AcceptInverseOffers.Answer(
            context,
            framework,
            decline.InverseOfferIds,
            InverseOfferStatus.Types.Status.Decline,
            RefuseDuration.Of(decline.Filters),
            "DECLINE_INVERSE_OFFERS");
        return null;
    }
}
