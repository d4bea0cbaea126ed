using Mesos.V1.Quota;
using Tepui.Kernel.Master.Roles;
using Tepui.Kernel.Quotas;
using Tepui.Kernel.Resources;

namespace Tepui.Kernel.Master.Calls;

/// <summary>SET_QUOTA, the older way: a guarantee that is the limit as well, for a role that has no quota (src/master/quota_handler.cpp).</summary>
internal static class SetQuota
{
    private const string Invalid = "Failed to validate set quota request: ";

    public static void Handle(MasterContext context, OperatorRequest request)
    {
        if (request.Call.SetQuota?.QuotaRequest is not { } quota)
        {
            OperatorCall.RefuseMissing(request, "set_quota");
        }
        else if ((Fault(context, quota) ?? Overcommit(context, quota)) is { } rejection)
        {
            request.Refuse(rejection);
        }
        else
        {
            var guarantee = ResourceSet.From(quota.Guarantee);
            RoleSettings.StoreQuotas(
                context,
                request,
                [new(quota.Role, QuotaMessage.FromGuarantee(quota.Guarantee))],
                () => QuotaRescinding.MakeRoom(context, quota.Role, guarantee));
        }
    }

    private static Rejection? Fault(MasterContext context, QuotaRequest request)
    {
        var fault = ResourceValidation.Validate(request.Guarantee) is [var resource, ..]
            ? $"{Invalid}QuotaInfo with invalid resource: {resource}"
            : QuotaValidation.Validate(request) is { } invalid ? Invalid + invalid
            : !context.Allows(request.Role) ? $"{Invalid}Unknown role '{request.Role}'"
            : context.State.Quotas.ContainsKey(request.Role)
                ? $"{Invalid}Cannot set quota for role '{request.Role}' which already has quota"
            : Tree(context, request).Validate() is { } tree ? Invalid + tree
            : request.Role.Contains('/') ? $"Setting quota on nested role '{request.Role}' is not supported yet"
            : null;
        return fault is null ? null : new Rejection(RejectionKind.BadRequest, fault);
    }

    private static Rejection? Overcommit(MasterContext context, QuotaRequest request)
    {
        if (request.Force)
        {
            return null;
        }

        var (guarantees, capacity) = (Tree(context, request).TotalGuarantees(), ClusterCapacity.Of(context));
        return capacity.Contains(guarantees)
            ? null
            : new Rejection(
                RejectionKind.Conflict,
                "Quota guarantees overcommit the cluster (use 'force' to bypass this check): " +
                $"Total quota guarantees '{guarantees}' exceed cluster capacity '{capacity}'");
    }

    private static QuotaTree Tree(MasterContext context, QuotaRequest request)
    {
        var tree = new QuotaTree(context.State.Quotas);
        tree.Set(request.Role, QuotaMessage.FromGuarantee(request.Guarantee));
        return tree;
    }
}
