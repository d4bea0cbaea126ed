using Tepui.Kernel.Master.Frameworks;
using Call = Mesos.V1.Scheduler.Call;

namespace Tepui.Kernel.Master.Calls;

/// <summary>SUPPRESS: no offers until REVIVE. Offers already out stay.</summary>
internal static class Suppress
{
    public static Rejection? Handle(MasterContext context, FrameworkRecord framework, Call.Types.Suppress? suppress)
    {
        context.Counters.Count(MasterCounter.MessagesSuppressOffers);
        if (RoleList.Read(context, framework, suppress?.Roles ?? [], "SUPPRESS", "suppression") is { } roles)
        {
            framework.SuppressedRoles.UnionWith(roles);
            context.Allocator.Suppress(framework.Id, roles);
        }

        return null;
    }
}
