using System;
using System.Collections.Generic;
using Tepui.Kernel.Resources;

namespace Tepui.Kernel.Allocation;

/// <summary>
/// Decides which framework is offered which agent's free resources: dominant resource fairness by role, then by framework
/// within the role (docs/allocation-module.md). What can be offered of an agent goes out in one grant. It works on events:
/// <see cref="Allocate"/> looks only at agents where something changed since, and at filters that have ended.
/// </summary>
/// <param name="random">A seeded source; agents are served in an order it shuffles.</param>
public sealed partial class HierarchicalAllocator(AllocatorOptions options, Random random)
{
    private readonly ClusterTotals _totals = new(options.FairSharingExcludedResourceNames);
    private readonly Dictionary<FrameworkId, FrameworkNode> _frameworks = [];
    private readonly Dictionary<AgentId, AgentNode> _agentsById = [];
    private readonly Dictionary<string, RoleNode> _roles = new(StringComparer.Ordinal);
    private readonly Dictionary<string, double> _weights = new(StringComparer.Ordinal);
    private readonly SlotList<AgentNode> _agents = new();
    private readonly SlotList<ClientNode> _clients = new();
    private readonly BitVector _dirtyAgents = new();
    private readonly BitVector _eligible = new();
    private ShareSorter<RoleNode>? _roleSorter;
    private string? _region;

    private ShareSorter<RoleNode> RoleSorter => _roleSorter ??= new(options.RoleSorter, _totals, random);

    /// <summary>A role's weight, also for a role nobody has yet; 1 until set.</summary>
    public void SetWeight(string role, double weight)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(weight);
        _weights[role] = weight;
        if (_roles.TryGetValue(role, out var node))
        {
            RoleSorter.SetWeight(node, weight);
        }
    }

    /// <summary>
    /// The region the master is in: agents of another are offered only to frameworks that are aware of regions. Null, as before
    /// it is set: all agents are near.
    /// </summary>
    public void SetMasterDomain(string? region)
    {
        _region = region;
        MarkAllDirty();
    }

    private bool IsRemote(AgentNode agent) =>
        _region is not null && agent.Traits.Region is { } region && !string.Equals(region, _region, StringComparison.Ordinal);

    private RoleNode RoleOf(string name)
    {
        if (!_roles.TryGetValue(name, out var role))
        {
            role = new RoleNode(name, new(options.FrameworkSorter, _totals, random))
            {
                Weight = _weights.GetValueOrDefault(name, 1),
            };
            _roles.Add(name, role);
            RoleSorter.Add(role);
        }

        return role;
    }

    private ClientNode ClientOf(FrameworkNode framework, string roleName)
    {
        if (!framework.Clients.TryGetValue(roleName, out var client))
        {
            var role = RoleOf(roleName);
            client = new ClientNode(_clients.NextIndex, framework, role);
            _clients.Add(client);
            framework.Clients.Add(roleName, client);
            role.Clients.Add(client);
        }

        return client;
    }

    /// <summary>Forgets a client that neither takes part nor holds anything, and with it its role and framework if they are done.</summary>
    private void DropIfDone(ClientNode client)
    {
        if (client.IsSubscribed || client.AgentsHeld > 0)
        {
            return;
        }

        ClearFilters(client);
        _eligible[client.Index] = false;
        _clients.Remove(client.Index);
        client.Framework.Clients.Remove(client.Role.Name);
        client.Role.Clients.Remove(client);
        if (client.Role.Clients.Count == 0)
        {
            _roles.Remove(client.Role.Name);
            RoleSorter.Remove(client.Role);
        }

        if (client.Framework is { IsAdded: false, Clients.Count: 0 })
        {
            _frameworks.Remove(client.Framework.Id);
        }
    }

    /// <summary>Notes whether a client may be offered anything; one that newly may makes every agent worth a look.</summary>
    private void UpdateEligible(ClientNode client)
    {
        var eligible = client.IsEligible;
        if (eligible && !_eligible[client.Index])
        {
            MarkAllDirty();
        }

        _eligible[client.Index] = eligible;
    }

    private void MarkAllDirty()
    {
        foreach (var agent in _agents)
        {
            _dirtyAgents[agent.Index] = true;
        }
    }

    private void Hold(AgentNode agent, ClientNode client, ResourceSet resources)
    {
        agent.Use(client, resources);
        client.Role.Clients.Allocated(client, resources);
        RoleSorter.Allocated(client.Role, resources);
    }

    private ResourceSet LetGo(AgentNode agent, ClientNode client, ResourceSet resources)
    {
        var released = agent.Release(client, resources);
        client.Role.Clients.Recovered(client, released);
        RoleSorter.Recovered(client.Role, released);
        _dirtyAgents[agent.Index] = true;
        return released;
    }
}
