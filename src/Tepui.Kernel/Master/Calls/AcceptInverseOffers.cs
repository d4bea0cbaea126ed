using System;
using System.Collections.Generic;
using Mesos.V1;
using Mesos.V1.Allocator;
using Tepui.Kernel.Allocation;
using Tepui.Kernel.Maintenance;
using Tepui.Kernel.Master.Frameworks;
using Call = Mesos.V1.Scheduler.Call;

namespace Tepui.Kernel.Master.Calls;

/// <summary>
/// ACCEPT_INVERSE_OFFERS: a framework means to have left agents before they are unavailable. Operators see its answer; nothing
/// else comes of it.
/// </summary>
internal static class AcceptInverseOffers
{
    public static Rejection? Handle(MasterContext context, FrameworkRecord framework, Call.Types.AcceptInverseOffers accept)
    {
        if (accept.InverseOfferIds.Count == 0)
        {
            context.Drop(framework, "ACCEPT_INVERSE_OFFERS", "No inverse offers specified");
        }

        Answer(
            context,
            framework,
            accept.InverseOfferIds,
            InverseOfferStatus.Types.Status.Accept,
            RefuseDuration.Of(accept.Filters),
            "ACCEPT_INVERSE_OFFERS");
        return null;
    }

    /// <summary>Takes in an answer to inverse offers; those that are void, or another framework's, are passed over.</summary>
    public static void Answer(
        MasterContext context,
        FrameworkRecord framework,
        IEnumerable<OfferID> ids,
        InverseOfferStatus.Types.Status answer,
        TimeSpan refuse,
        string call)
    {
        foreach (var id in ids)
        {
            if (framework.InverseOffers.Find(new OfferId(id.Value)) is { } offer)
            {
                InverseOfferLife.Answer(context, offer, answer, refuse);
            }
            else
            {
                context.Drop(framework, call, $"Inverse offer {id.Value} is no longer valid");
            }
        }
    }
}
