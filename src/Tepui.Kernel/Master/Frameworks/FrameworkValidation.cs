using System;
using System.Collections.Generic;
using System.Linq;
using Mesos.V1;
using Mesos.V1.Scheduler;
using Tepui.Kernel.Roles;
using Tepui.Kernel.Tasks;
using Capability = Mesos.V1.FrameworkInfo.Types.Capability.Types.Type;

namespace Tepui.Kernel.Master.Frameworks;

/// <summary>Rules of a FrameworkInfo (src/master/validation.cpp); every broken one is named.</summary>
internal static class FrameworkValidation
{
    /// <summary>The longest span of time Mesos can hold: 64-bit nanoseconds.</summary>
    private const double MaximumSeconds = 9_223_372_036;

    /// <summary>All that is wrong with a subscription's framework; empty when nothing is.</summary>
    public static List<string> Validate(MasterContext context, Call.Types.Subscribe subscribe)
    {
        var info = subscribe.FrameworkInfo;
        var faults = ValidateInfo(info);
        if (faults.Count == 0)
        {
            ValidateAdmission(context, info, faults);
            ValidateSuppressedRoles(subscribe, faults);
        }

        if (subscribe.OfferConstraints is { RoleConstraints.Count: > 0 })
        {
            faults.Add("Not supported yet by this master: 'subscribe.offer_constraints'");
        }

        return faults;
    }

    /// <summary>The failover time-out, which <see cref="ValidateInfo"/> has seen.</summary>
    public static TimeSpan FailoverTimeout(FrameworkInfo info) => TimeSpan.FromSeconds(info.FailoverTimeout);

    /// <summary>What is wrong with a FrameworkInfo on its own.</summary>
    public static List<string> ValidateInfo(FrameworkInfo info)
    {
        var faults = new List<string>();
        ValidateRoles(info, faults);
        if (info.Id is { Value.Length: > 0 } id && IdValidation.Validate(id.Value) is { } fault)
        {
            faults.Add(fault);
        }

        if (double.IsNaN(info.FailoverTimeout) || Math.Abs(info.FailoverTimeout) > MaximumSeconds)
        {
            faults.Add($"The framework failover_timeout ({info.FailoverTimeout}) is invalid");
        }

        OfferMinimums.Validate(info, faults);
        return faults;
    }

    /// <summary>What a framework that subscribes again must not change; null when it does not.</summary>
    public static string? ValidateUpdate(FrameworkInfo old, FrameworkInfo now)
    {
        var before = old.HasPrincipal ? old.Principal : null;
        var after = now.HasPrincipal ? now.Principal : null;
        return before == after ? null : "Changing framework's principal is not allowed.";
    }

    private static void ValidateRoles(FrameworkInfo info, List<string> faults)
    {
        if (!info.Capabilities.Any(static capability => capability.Type == Capability.MultiRole))
        {
            if (info.Roles.Count > 0)
            {
                faults.Add("'FrameworkInfo.roles' must not be set when the framework is not MULTI_ROLE capable");
            }

            faults.AddRange(RoleName.Validate(info.Role).Select(static fault => $"'FrameworkInfo.role' is not a valid role: {fault}"));
            return;
        }

        if (info.HasRole)
        {
            faults.Add("'FrameworkInfo.role' must not be set when the framework is MULTI_ROLE capable");
        }

        var duplicates = info.Roles.GroupBy(static role => role, StringComparer.Ordinal).Where(static group => group.Count() > 1)
            .Select(static group => group.Key).ToList();
        if (duplicates.Count > 0)
        {
            faults.Add($"'FrameworkInfo.roles' contains duplicate items: {{ {string.Join(", ", duplicates)} }}");
        }

        faults.AddRange(info.Roles.Distinct(StringComparer.Ordinal).SelectMany(RoleName.Validate)
            .Select(static fault => $"'FrameworkInfo.roles' contains invalid role: {fault}"));
    }

    private static void ValidateAdmission(MasterContext context, FrameworkInfo info, List<string> faults)
    {
        if (context.Config.Roles is { } allowed)
        {
            var refused = FrameworkRecord.RolesOf(info).Where(role => !allowed.Contains(role)).ToList();
            if (refused.Count > 0)
            {
                faults.Add($"Roles {{ {string.Join(", ", refused)} }} are not present in the master's --roles");
            }
        }

        if (info.User == "root" && !context.Config.RootSubmissions)
        {
            faults.Add("User 'root' is not allowed to run frameworks without --root_submissions set");
        }

        if (info.Id is { Value.Length: > 0 } id && context.State.CompletedFrameworks.Contains(new FrameworkId(id.Value)))
        {
            faults.Add("Framework has been removed");
        }
    }

    private static void ValidateSuppressedRoles(Call.Types.Subscribe subscribe, List<string> faults)
    {
        var roles = FrameworkRecord.RolesOf(subscribe.FrameworkInfo);
        var unknown = subscribe.SuppressedRoles.Where(role => !roles.Contains(role, StringComparer.Ordinal)).ToList();
        if (unknown.Count > 0)
        {
            faults.Add($"Suppressed roles {{ {string.Join(", ", unknown)} }} are not contained in the set of roles");
        }
    }
}
