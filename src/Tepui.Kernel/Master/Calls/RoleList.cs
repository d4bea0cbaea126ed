using System;
using System.Collections.Generic;
using System.Linq;
using Tepui.Kernel.Master.Frameworks;
using Tepui.Kernel.Roles;

namespace Tepui.Kernel.Master.Calls;

/// <summary>The roles that REVIVE and SUPPRESS name: some of the framework's own, none for all of them.</summary>
internal static class RoleList
{
    /// <summary>The roles meant, or null after the call was dropped.</summary>
    public static IReadOnlyList<string>? Read(
        MasterContext context,
        FrameworkRecord framework,
        IReadOnlyList<string> named,
        string call,
        string verb)
    {
        foreach (var role in named)
        {
            var faults = RoleName.Validate(role);
            if (faults.Count > 0)
            {
                context.Drop(framework, call, $"{verb} role '{role}' is invalid: {string.Join("; ", faults)}");
                return null;
            }

            if (!framework.Roles.Contains(role, StringComparer.Ordinal))
            {
                context.Drop(framework, call, $"{verb} role '{role}' is not one of the frameworks's subscribed roles");
                return null;
            }
        }

        return named.Count == 0 ? framework.Roles : named;
    }
}
