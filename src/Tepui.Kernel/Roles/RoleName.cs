using System;
using System.Buffers;
using System.Collections.Generic;
using System.Linq;

namespace Tepui.Kernel.Roles;

/// <summary>Rules about roles' names (docs/roles.md).</summary>
public static class RoleName
{
    /// <summary>The role of everything unreserved.</summary>
    public const string Any = "*";

    private static readonly SearchValues<char> Unprintable = SearchValues.Create("\t\n\v\f\r \u007f");

    /// <summary>All that is wrong with a role's name; nothing when it is valid.</summary>
    public static IReadOnlyList<string> Validate(string role)
    {
        ArgumentNullException.ThrowIfNull(role);
        if (string.Equals(role, Any, StringComparison.Ordinal))
        {
            return [];
        }

        if (role.Length == 0)
        {
            return ["Role names cannot be the empty string"];
        }

        var faults = new List<string>();
        if (role[0] == '/')
        {
            faults.Add($"Role '{role}' cannot start with a slash");
        }

        if (role[^1] == '/')
        {
            faults.Add($"Role '{role}' cannot end with a slash");
        }

        if (role.Contains("//", StringComparison.Ordinal))
        {
            faults.Add($"Role '{role}' cannot contain two adjacent slashes");
        }

        foreach (var component in role.Split('/', StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal))
        {
            if (component is "." or ".." or Any)
            {
                faults.Add($"Role '{role}' cannot include '{component}' as a component");
            }

            if (component[0] == '-')
            {
                faults.Add($"Role component '{component}' is invalid because it starts with a dash");
            }

            if (component.AsSpan().IndexOfAny(Unprintable) >= 0)
            {
                faults.Add($"Role component '{component}' is invalid because it contains backspace or whitespace");
            }
        }

        return faults;
    }

    /// <summary>The role, then its parent, up to its top-level role: <c>a/b</c>, <c>a</c>.</summary>
    public static IEnumerable<string> SelfAndAncestors(string role)
    {
        yield return role;
        for (var slash = role.LastIndexOf('/'); slash > 0; slash = role.LastIndexOf('/'))
        {
            role = role[..slash];
            yield return role;
        }
    }

    /// <summary>Whether one role lies below another in the tree: <c>a/b</c> below <c>a</c>.</summary>
    public static bool IsStrictSubroleOf(string role, string ancestor) =>
        role.Length > ancestor.Length && role[ancestor.Length] == '/' && role.StartsWith(ancestor, StringComparison.Ordinal);

    public static bool IsSameOrStrictSubroleOf(string role, string ancestor) =>
        string.Equals(role, ancestor, StringComparison.Ordinal) || IsStrictSubroleOf(role, ancestor);
}
