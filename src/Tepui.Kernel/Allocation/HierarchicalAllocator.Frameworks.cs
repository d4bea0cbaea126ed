using System;
using System.Collections.Generic;
using System.Linq;

namespace Tepui.Kernel.Allocation;

/// <content>Frameworks and their roles.</content>
public sealed partial class HierarchicalAllocator
{
    /// <summary>A framework that was not there, or is known only by tasks of its that agents reported.</summary>
    public void AddFramework(FrameworkId id, FrameworkTerms terms, bool active = true)
    {
        var framework = FrameworkOf(id);
        if (framework.IsAdded)
        {
            throw new InvalidOperationException($"Framework '{id}' is already in the allocator.");
        }

        framework.IsAdded = true;
        framework.IsActive = active;
        SetTerms(framework, terms);
    }

    /// <summary>What UPDATE_FRAMEWORK or a re-subscription changes. A role given up keeps what it holds until it is recovered.</summary>
    public void UpdateFramework(FrameworkId id, FrameworkTerms terms)
    {
        if (_frameworks.TryGetValue(id, out var framework))
        {
            SetTerms(framework, terms);
        }
    }

    /// <summary>Forgets a framework; what it still holds is free again.</summary>
    public void RemoveFramework(FrameworkId id)
    {
        if (!_frameworks.TryGetValue(id, out var framework))
        {
            return;
        }

        framework.IsAdded = false;
        framework.IsActive = false;
        foreach (var client in framework.Clients.Values.ToList())
        {
            if (client.AgentsHeld > 0)
            {
                foreach (var agent in _agents)
                {
                    if (agent.Held.Has(client.Index))
                    {
                        LetGo(agent, client, agent.Held.Of(client.Index));
                    }
                }
            }

            client.IsSubscribed = false;
            DropIfDone(client);
        }

        _frameworks.Remove(id);
    }

    public void ActivateFramework(FrameworkId id) => SetActive(id, active: true);

    /// <summary>No offers until it is active again. Its filters end; suppressed roles stay so.</summary>
    public void DeactivateFramework(FrameworkId id) => SetActive(id, active: false);

    /// <summary>No offers for these roles (none named: for all of the framework's) until they are revived.</summary>
    public void Suppress(FrameworkId id, IReadOnlyCollection<string> roles)
    {
        foreach (var client in Named(id, roles))
        {
            client.IsSuppressed = true;
            UpdateEligible(client);
        }
    }

    /// <summary>Ends suppression and all filters of these roles (none named: of all the framework's).</summary>
    public void Revive(FrameworkId id, IReadOnlyCollection<string> roles)
    {
        foreach (var client in Named(id, roles))
        {
            client.IsSuppressed = false;
            _allDirty |= ClearFilters(client);
            UpdateEligible(client);
        }
    }

    private void SetActive(FrameworkId id, bool active)
    {
        if (!_frameworks.TryGetValue(id, out var framework) || !framework.IsAdded)
        {
            return;
        }

        framework.IsActive = active;
        foreach (var client in framework.Clients.Values)
        {
            if (!active)
            {
                ClearFilters(client);
            }

            UpdateEligible(client);
        }
    }

    private void SetTerms(FrameworkNode framework, FrameworkTerms terms)
    {
        var before = framework.Terms;
        framework.Terms = terms;
        if (before.Abilities != terms.Abilities)
        {
            _allDirty = true;
            foreach (var agent in _agents)
            {
                agent.Filters.Basis = null;
            }
        }

        foreach (var role in terms.Roles)
        {
            ClientOf(framework, role).IsSubscribed = true;
        }

        foreach (var client in framework.Clients.Values.ToList())
        {
            // A role that is suppressed no more is revived, and that ends its filters.
            client.IsSubscribed = terms.Roles.Contains(client.Role.Name, StringComparer.Ordinal);
            var isSuppressed = terms.SuppressedRoles.Contains(client.Role.Name, StringComparer.Ordinal);
            if (!client.IsSubscribed || (client.IsSuppressed && !isSuppressed))
            {
                _allDirty |= ClearFilters(client);
            }

            if (before.Constraints != terms.Constraints || client.IsConstrained == terms.Constraints is null)
            {
                ForgetConstraints(client);
                client.IsConstrained = terms.Constraints is not null;
                _allDirty = true;
            }

            client.IsSuppressed = isSuppressed;
            SetMinimum(client, terms.MinAllocatable.GetValueOrDefault(client.Role.Name));
            UpdateEligible(client);
            DropIfDone(client);
        }
    }

    private FrameworkNode FrameworkOf(FrameworkId id)
    {
        if (!_frameworks.TryGetValue(id, out var framework))
        {
            _frameworks.Add(id, framework = new FrameworkNode(id));
        }

        return framework;
    }

    private IEnumerable<ClientNode> Named(FrameworkId id, IReadOnlyCollection<string> roles) =>
        !_frameworks.TryGetValue(id, out var framework) ? []
        : roles.Count == 0 ? framework.Clients.Values
        : framework.Clients.Values.Where(client => roles.Contains(client.Role.Name, StringComparer.Ordinal));
}
