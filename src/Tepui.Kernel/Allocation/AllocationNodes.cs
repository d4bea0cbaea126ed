using System;
using System.Collections.Generic;

namespace Tepui.Kernel.Allocation;

/// <summary>A framework within one of its roles: who grants and filters are for.</summary>
internal sealed class ClientNode(int index, FrameworkNode framework, RoleNode role) : ShareNode(framework.Id.Value)
{
    /// <summary>Its place in bit vectors; used again after its end.</summary>
    public int Index { get; } = index;

    public FrameworkNode Framework { get; } = framework;

    public RoleNode Role { get; } = role;

    public bool IsSubscribed { get; set; }

    public bool IsSuppressed { get; set; }

    /// <summary>On how many agents it holds resources.</summary>
    public int AgentsHeld { get; set; }

    /// <summary>On how many agents it has filters.</summary>
    public int AgentsFiltered { get; set; }

    /// <summary>Its own minimum in place of the master's, if it has one.</summary>
    public IReadOnlyList<Resources.ResourceQuantities>? Minimum { get; set; }

    /// <summary>Agents may have been asked about its constraints.</summary>
    public bool IsConstrained { get; set; }

    public bool IsEligible => IsSubscribed && !IsSuppressed && Framework.IsActive;
}

/// <summary>A framework; one that is only known from an agent's tasks has no roles and is not active.</summary>
internal sealed class FrameworkNode(FrameworkId id)
{
    public FrameworkId Id { get; } = id;

    public bool IsAdded { get; set; }

    public bool IsActive { get; set; }

    public FrameworkTerms Terms { get; set; } = new();

    public FrameworkAbilities Abilities => Terms.Abilities;

    /// <summary>By role, in ordinal order.</summary>
    public SortedDictionary<string, ClientNode> Clients { get; } = new(StringComparer.Ordinal);
}
