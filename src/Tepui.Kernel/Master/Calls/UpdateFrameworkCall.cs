using System.Collections.Generic;
using Mesos.V1.Scheduler;
using Tepui.Kernel.Master.Frameworks;

namespace Tepui.Kernel.Master.Calls;

/// <summary>
/// UPDATE_FRAMEWORK: a framework's info, suppressed roles and offer constraints replaced as a whole, without a new
/// subscription (docs/scheduler-http-api.md). All is taken, or nothing: what was wrong is the answer.
/// </summary>
internal static class UpdateFrameworkCall
{
    public static Rejection? Handle(MasterContext context, FrameworkRecord framework, Call.Types.UpdateFramework update)
    {
        var info = update.FrameworkInfo;
        var rejection = Refuse("Supplied FrameworkInfo is not valid: ", FrameworkValidation.ValidateInfo(context, info))
            ?? Refuse("FrameworkInfo update is not valid: ", FrameworkValidation.ValidateUpdate(framework.Info, info))
            ?? Refuse(
                "'UpdateFramework' call is not valid: ",
                FrameworkValidation.ValidateTerms(context, info, update.SuppressedRoles, update.OfferConstraints));
        if (rejection is not null)
        {
            return rejection;
        }

        var isNew = !framework.Info.Equals(info);
        FrameworkLife.Update(context, framework, info, update.SuppressedRoles, update.OfferConstraints);
        if (isNew)
        {
            FrameworkLife.BroadcastInfo(context, framework);
        }

        context.Tell(new FrameworkUpdated(framework.Id, info.Name));
        return null;
    }

    private static Rejection? Refuse(string what, List<string> faults) =>
        faults.Count == 0 ? null : new Rejection(RejectionKind.BadRequest, what + string.Join("; ", faults));
}
