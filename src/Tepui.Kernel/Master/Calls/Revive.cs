using Tepui.Kernel.Maintenance;
using Tepui.Kernel.Master.Frameworks;
using Call = Mesos.V1.Scheduler.Call;

namespace Tepui.Kernel.Master.Calls;

/// <summary>REVIVE: offers again, whatever the framework declined or suppressed before.</summary>
internal static class Revive
{
    public static Rejection? Handle(MasterContext context, FrameworkRecord framework, Call.Types.Revive? revive)
    {
        context.Counters.Count(MasterCounter.MessagesReviveOffers);
        if (RoleList.Read(context, framework, revive?.Roles ?? [], "REVIVE", "revive") is { } roles)
        {
            framework.SuppressedRoles.ExceptWith(roles);
            context.Allocator.Revive(framework.Id, roles);
            InverseOfferLife.EndFilters(context, framework);
        }

        return null;
    }
}
