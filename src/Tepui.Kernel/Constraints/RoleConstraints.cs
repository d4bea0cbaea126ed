using System;
using System.Collections.Generic;
using System.Linq;
using Mesos.V1.Scheduler;
using Tepui.Kernel.Allocation;
using Tepui.Kernel.Constraints.Patterns;

namespace Tepui.Kernel.Constraints;

/// <summary>
/// A framework's offer constraints, ready to be asked: by role, groups of which one must hold as a whole. A role without any takes
/// every agent.
/// </summary>
public sealed class RoleConstraints : IOfferConstraints
{
    private readonly Dictionary<string, AttributeRule[][]> _groups;

    private RoleConstraints(OfferConstraints message, Dictionary<string, AttributeRule[][]> groups)
    {
        Message = message;
        _groups = groups;
    }

    /// <summary>As the framework gave them; nobody changes it.</summary>
    public OfferConstraints Message { get; }

    /// <summary>The constraints, or why they are none in Mesos's words; neither when the message has none.</summary>
    public static (RoleConstraints? Constraints, string? Fault) Of(OfferConstraints? message, PatternLimits limits)
    {
        if (message is null || message.RoleConstraints.Count == 0)
        {
            return default;
        }

        var groups = new Dictionary<string, AttributeRule[][]>(StringComparer.Ordinal);
        foreach (var (role, constraints) in message.RoleConstraints.OrderBy(static pair => pair.Key, StringComparer.Ordinal))
        {
            if (constraints.Groups.Count == 0)
            {
                return (null, $"'OfferConstraints::role_constraints' has an empty 'RoleConstraints::groups' for role {role}");
            }

            // Mesos's own text has no space here, and clients may compare it.
            if (constraints.Groups.Any(static group => group.AttributeConstraints.Count == 0))
            {
                return (null, $"'OfferConstraints::RoleConstraints::groups' for role {role}contains an empty RoleConstraints::Group");
            }

            try
            {
                groups.Add(role, constraints.Groups
                    .Select(group => group.AttributeConstraints.Select(constraint => AttributeRule.Of(constraint, limits)).ToArray())
                    .ToArray());
            }
            catch (PatternException exception)
            {
                return (null, $"A role {role} has an invalid 'AttributeConstraint': {exception.Message}");
            }
        }

        return (new RoleConstraints(message, groups), null);
    }

    public bool Allows(string role, AgentTraits agent) =>
        !_groups.TryGetValue(role, out var groups) || Array.Exists(groups, group => Array.TrueForAll(group, rule => rule.Holds(agent)));
}
