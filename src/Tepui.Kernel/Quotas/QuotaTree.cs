using System;
using System.Collections.Generic;
using Tepui.Kernel.Resources;

namespace Tepui.Kernel.Quotas;

/// <summary>
/// Quotas over the tree of roles (src/master/quota_handler.cpp): what a role is guaranteed holds what its subroles are
/// guaranteed, so the guarantees of the top-level roles are those of all.
/// </summary>
public sealed class QuotaTree
{
    private readonly Node _root = new("");

    public QuotaTree(IEnumerable<KeyValuePair<string, Quota>> quotas)
    {
        ArgumentNullException.ThrowIfNull(quotas);
        foreach (var (role, quota) in quotas)
        {
            Set(role, quota);
        }
    }

    public void Set(string role, Quota quota)
    {
        ArgumentNullException.ThrowIfNull(role);
        var node = _root;
        foreach (var component in role.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!node.Children.TryGetValue(component, out var child))
            {
                node.Children.Add(component, child = new Node(component));
            }

            node = child;
        }

        node.Quota = quota;
    }

    /// <summary>The first role, the deepest first, that is guaranteed less than its subroles together; null when there is none.</summary>
    public string? Validate()
    {
        foreach (var child in _root.Children.Values)
        {
            if (child.Validate() is { } fault)
            {
                return fault;
            }
        }

        return null;
    }

    /// <summary>What all roles are guaranteed together.</summary>
    public ResourceQuantities TotalGuarantees() => _root.ChildGuarantees();

    private sealed class Node(string name)
    {
        public Quota Quota { get; set; } = Quota.Default;

        public SortedDictionary<string, Node> Children { get; } = new(StringComparer.Ordinal);

        public string? Validate()
        {
            foreach (var child in Children.Values)
            {
                if (child.Validate() is { } fault)
                {
                    return fault;
                }
            }

            var children = ChildGuarantees();
            return Quota.Guarantees.Contains(children)
                ? null
                : $"Invalid quota configuration. Parent role '{name}' with guarantees ({Quota.Guarantees}) does not contain " +
                    $"the sum of its children's guarantees ({children})";
        }

        public ResourceQuantities ChildGuarantees()
        {
            var sum = ResourceQuantities.None;
            foreach (var child in Children.Values)
            {
                sum = sum.Add(child.Quota.Guarantees);
            }

            return sum;
        }
    }
}
