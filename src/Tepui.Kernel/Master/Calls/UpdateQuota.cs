using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Mesos.V1.Quota;
using Tepui.Kernel.Master.Roles;
using Tepui.Kernel.Quotas;
using Call = Mesos.V1.Master.Call;

namespace Tepui.Kernel.Master.Calls;

/// <summary>UPDATE_QUOTA: all of its configs hold or none (src/master/quota_handler.cpp, docs/quota.md).</summary>
internal static class UpdateQuota
{
    private const string Force = "(use 'force' flag to bypass this check)";

    public static void Handle(MasterContext context, OperatorRequest request)
    {
        if (request.Call.UpdateQuota is not { } update)
        {
            OperatorCall.RefuseMissing(request, "update_quota");
        }
        else if (update.QuotaConfigs.Select(config => Fault(context, config)).FirstOrDefault(static fault => fault is not null) is { } fault)
        {
            request.Refuse(RejectionKind.BadRequest, fault);
        }
        else
        {
            // Of a role that is named twice the last counts.
            var quotas = update.QuotaConfigs
                .GroupBy(static config => config.Role, StringComparer.Ordinal)
                .Select(static role => KeyValuePair.Create(role.Key, QuotaMessage.FromConfig(role.Last())))
                .ToArray();
            RoleSettings.StoreQuotas(
                context,
                request,
                registry => Conflict(context, update, registry.Quotas),
                quotas,
                () => QuotaRescinding.Enforce(context, quotas));
        }
    }

    private static Rejection? Conflict(
        MasterContext context, Call.Types.UpdateQuota update, ImmutableSortedDictionary<string, Quota> quotas) =>
        ((update.Force ? null : OverConsumption(context, update)) ?? OverGuarantee(context, update, quotas)) is { } fault
            ? new Rejection(RejectionKind.BadRequest, fault)
            : null;

    private static string? Fault(MasterContext context, QuotaConfig config) =>
        !context.Allows(config.Role) ? $"Invalid QuotaConfig: '{config.Role}' is not on the roles whitelist"
        : config.Role.Contains('/') ? $"Updating quota on nested role '{config.Role}' is not supported yet"
        : QuotaValidation.Validate(config) is { } fault ? $"Invalid QuotaConfig: {fault}"
        : null;

    /// <summary>A limit below what the role consumes already.</summary>
    private static string? OverConsumption(MasterContext context, Call.Types.UpdateQuota update)
    {
        var totals = update.QuotaConfigs.Count > 0 ? context.RoleTotals() : null;
        foreach (var config in update.QuotaConfigs)
        {
            var limits = QuotaMessage.FromConfig(config).Limits;
            var consumed = totals!.Of(config.Role).Consumed;
            if (!limits.Contains(consumed))
            {
                return $"Invalid QuotaConfig: Role '{config.Role}' is already consuming '{consumed}'; this is more than the " +
                    $"requested limits '{limits}' {Force}";
            }
        }

        return null;
    }

    /// <summary>Guarantees that a role's subroles or the cluster cannot hold.</summary>
    private static string? OverGuarantee(
        MasterContext context, Call.Types.UpdateQuota update, ImmutableSortedDictionary<string, Quota> quotas)
    {
        var tree = new QuotaTree(quotas);
        foreach (var config in update.QuotaConfigs)
        {
            tree.Set(config.Role, QuotaMessage.FromConfig(config));
        }

        if (tree.Validate() is { } fault)
        {
            return $"Invalid QuotaConfig: {fault}";
        }

        var (guarantees, capacity) = (tree.TotalGuarantees(), ClusterCapacity.Of(context));
        return update.Force || capacity.Contains(guarantees)
            ? null
            : $"Invalid QuotaConfig: total quota guarantees '{guarantees}' exceed cluster capacity '{capacity}' {Force}";
    }
}
