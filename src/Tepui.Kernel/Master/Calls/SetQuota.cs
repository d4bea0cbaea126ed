using System.Collections.Immutable;
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
        else if (Fault(context, quota) is { } fault)
        {
            request.Refuse(RejectionKind.BadRequest, Invalid + fault);
        }
        else
        {
            var guarantee = ResourceSet.From(quota.Guarantee);
            RoleSettings.StoreQuotas(
                context,
                request,
                registry => Conflict(context, quota, registry.Quotas),
                [new(quota.Role, QuotaMessage.FromGuarantee(quota.Guarantee))],
                () => QuotaRescinding.MakeRoom(context, quota.Role, guarantee));
        }
    }

    /// <summary>What is wrong with it on its own.</summary>
    private static string? Fault(MasterContext context, QuotaRequest request) =>
        ResourceValidation.Validate(request.Guarantee) is [var resource, ..] ? $"QuotaInfo with invalid resource: {resource}"
        : QuotaValidation.Validate(request) is { } invalid ? invalid
        : !context.Allows(request.Role) ? $"Unknown role '{request.Role}'"
        : null;

    /// <summary>Why it cannot be beside the quotas there are.</summary>
    private static Rejection? Conflict(MasterContext context, QuotaRequest request, ImmutableSortedDictionary<string, Quota> quotas)
    {
        var tree = new QuotaTree(quotas);
        tree.Set(request.Role, QuotaMessage.FromGuarantee(request.Guarantee));
        var fault = quotas.ContainsKey(request.Role)
            ? $"{Invalid}Cannot set quota for role '{request.Role}' which already has quota"
            : tree.Validate() is { } inconsistent ? Invalid + inconsistent
            : request.Role.Contains('/') ? $"Setting quota on nested role '{request.Role}' is not supported yet"
            : null;
        if (fault is not null)
        {
            return new Rejection(RejectionKind.BadRequest, fault);
        }

        var (guarantees, capacity) = (tree.TotalGuarantees(), ClusterCapacity.Of(context));
        return request.Force || capacity.Contains(guarantees)
            ? null
            : new Rejection(
                RejectionKind.Conflict,
                "Quota guarantees overcommit the cluster (use 'force' to bypass this check): " +
                $"Total quota guarantees '{guarantees}' exceed cluster capacity '{capacity}'");
    }
}
