using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using Tepui.Kernel.Roles;

namespace Tepui.Master.Options;

/// <summary>The text of <c>--roles</c>: names with commas between. The role <c>*</c> is always allowed (docs/roles.md of Mesos).</summary>
internal static class RoleWhitelist
{
    public static ImmutableSortedSet<string>? Parse(string? text, List<string> faults)
    {
        if (text is null)
        {
            return null;
        }

        ImmutableSortedSet<string>.Builder roles = ImmutableSortedSet.CreateBuilder<string>(StringComparer.Ordinal);
        roles.Add("*");
        foreach (string role in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            foreach (string fault in RoleName.Validate(role))
            {
                faults.Add($"--roles: {fault}");
            }

            roles.Add(role);
        }

        return roles.ToImmutable();
    }
}
