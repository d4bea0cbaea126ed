using System;
using System.Collections.Generic;
using System.Linq;
using Mesos.V1;
using Mesos.V1.Scheduler;
using Tepui.Kernel.Constraints;
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
        var faults = ValidateInfo(context, subscribe.FrameworkInfo);
        return faults.Count > 0
            ? faults
            : ValidateTerms(context, subscribe.FrameworkInfo, subscribe.SuppressedRoles, subscribe.OfferConstraints);
    }

    /// <summary>What is wrong with a FrameworkInfo, on its own and at this master.</summary>
    public static List<string> ValidateInfo(MasterContext context, FrameworkInfo info)
    {
        var faults = ValidateInfo(info);
        if (faults.Count == 0)
        {
            ValidateAdmission(context, info, faults);
        }

        return faults;
    }

    /// <summary>What is wrong with that under which a framework wants its offers.</summary>
    public static List<string> ValidateTerms(
        MasterContext context,
        FrameworkInfo info,
        IReadOnlyList<string> suppressedRoles,
        OfferConstraints? constraints)
    {
        var faults = new List<string>();
        ValidateSuppressedRoles(info, suppressedRoles, faults);
        var roles = FrameworkRecord.RolesOf(info);
        faults.AddRange((constraints?.RoleConstraints.Keys ?? [])
            .Where(role => !roles.Contains(role, StringComparer.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(static role =>
                $"Offer constraints specify `role_constraints` for a role '{role}'not contained in the set of roles"));
        if (RoleConstraints.Of(constraints, context.Config.PatternLimits).Fault is { } fault)
        {
            faults.Add($"Offer constraints are not valid: {fault}");
        }

        return faults;
    }

    /// <summary>The failover time-out; nothing where it is no number, as only an agent could say it.</summary>
    public static TimeSpan FailoverTimeout(FrameworkInfo info) => double.IsNaN(info.FailoverTimeout)
        ? TimeSpan.Zero
        : TimeSpan.FromSeconds(Math.Clamp(info.FailoverTimeout, -MaximumSeconds, MaximumSeconds));

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

    /// <summary>What must stay as it is for as long as a framework lives. The old principal is not told to who may be a stranger.</summary>
    public static List<string> ValidateUpdate(FrameworkInfo old, FrameworkInfo now)
    {
        var faults = new List<string>();
        if (old.HasPrincipal != now.HasPrincipal || old.Principal != now.Principal)
        {
            faults.Add("Changing framework's principal is not allowed.");
            return faults;
        }

        if (old.User != now.User)
        {
            faults.Add($"Updating 'FrameworkInfo.user' is unsupported; attempted to update from '{old.User}' to '{now.User}'");
        }

        if (old.Checkpoint != now.Checkpoint)
        {
            faults.Add(
                "Updating 'FrameworkInfo.checkpoint' is unsupported; attempted to update " +
                $"from '{Text(old.Checkpoint)}' to '{Text(now.Checkpoint)}'");
        }

        return faults;
    }

    private static string Text(bool value) => value ? "true" : "false";

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

    private static void ValidateSuppressedRoles(FrameworkInfo info, IReadOnlyList<string> suppressedRoles, List<string> faults)
    {
        var roles = FrameworkRecord.RolesOf(info);
        var unknown = suppressedRoles.Where(role => !roles.Contains(role, StringComparer.Ordinal)).Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal).ToList();
        if (unknown.Count > 0)
        {
            faults.Add($"Suppressed roles {{ {string.Join(", ", unknown)} }} are not contained in the set of roles");
        }
    }
}
