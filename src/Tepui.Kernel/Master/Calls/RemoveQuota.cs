using Tepui.Kernel.Master.Roles;
using Tepui.Kernel.Quotas;

namespace Tepui.Kernel.Master.Calls;

/// <summary>REMOVE_QUOTA, the older way to set a role's quota back to none (src/master/quota_handler.cpp).</summary>
internal static class RemoveQuota
{
    public static void Handle(MasterContext context, OperatorRequest request)
    {
        if (request.Call.RemoveQuota is not { } remove)
        {
            OperatorCall.RefuseMissing(request, "remove_quota");
        }
        else
        {
            RoleSettings.StoreQuotas(
                context,
                request,
                registry => registry.Quotas.ContainsKey(remove.Role)
                    ? null
                    : new Rejection(RejectionKind.BadRequest, $"Failed to remove quota: Role '{remove.Role}' has no quota set"),
                [new(remove.Role, Quota.Default)],
                static () => { });
        }
    }
}
