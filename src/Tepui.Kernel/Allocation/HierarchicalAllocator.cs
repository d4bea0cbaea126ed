using System;
using System.Collections.Generic;
using Tepui.Kernel.Resources;

namespace Tepui.Kernel.Allocation;

/// <summary>
/// Decides which framework is offered which agent's free resources: dominant resource fairness down the tree of roles, then by
/// framework within a role (docs/allocation-module.md), within the limits of quota and after its guarantees (docs/quota.md). What
/// can be offered of an agent to a framework's role goes out in one grant. It works on events: <see cref="Allocate"/> looks only
/// at agents where something changed since, and at filters that have ended.
/// </summary>
public sealed partial class HierarchicalAllocator
{
    private readonly AllocatorOptions _options;
    private readonly Random _random;
    private readonly ClusterTotals _totals;
    private readonly RoleTree _tree;
    private readonly Dictionary<FrameworkId, FrameworkNode> _frameworks = [];
    private readonly Dictionary<AgentId, AgentNode> _agentsById = [];
    private readonly SlotList<AgentNode> _agents = new();
    private readonly SlotList<ClientNode> _clients = new();
    private readonly BitVector _dirtyAgents = new();
    private readonly BitVector _eligible = new();
    private bool _allDirty;
    private string? _region;

    /// <param name="random">A seeded source; agents are served in an order it shuffles.</param>
    public HierarchicalAllocator(AllocatorOptions options, Random random)
    {
        (_options, _random) = (options, random);
        _totals = new ClusterTotals(options.FairSharingExcludedResourceNames);
        _tree = new RoleTree(options, _totals, random);
    }

    /// <summary>A role's weight among its siblings, also for a role nobody has yet; 1 until set.</summary>
    public void SetWeight(string role, double weight)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(weight);
        _tree.SetWeight(role, weight);
    }

    /// <summary>
    /// The region the master is in: agents of another are offered only to frameworks that are aware of regions. Null, as before
    /// it is set: all agents are near.
    /// </summary>
    public void SetMasterDomain(string? region)
    {
        _region = region;
        _allDirty = true;
    }

    private bool IsRemote(AgentNode agent) =>
        _region is not null && agent.Traits.Region is { } region && !string.Equals(region, _region, StringComparison.Ordinal);

    private ClientNode ClientOf(FrameworkNode framework, string roleName)
    {
        if (!framework.Clients.TryGetValue(roleName, out var client))
        {
            client = new ClientNode(_clients.NextIndex, framework, _tree.Get(roleName));
            _clients.Add(client);
            framework.Clients.Add(roleName, client);
            RoleTree.Add(client);
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
        ForgetConstraints(client);
        UpdateEligible(client);
        SetMinimum(client, null);
        _clients.Remove(client.Index);
        client.Framework.Clients.Remove(client.Role.Name);
        RoleTree.Remove(client);
        _tree.DropIfDone(client.Role);
        if (client.Framework is { IsAdded: false, Clients.Count: 0 })
        {
            _frameworks.Remove(client.Framework.Id);
        }
    }

    /// <summary>Notes whether a client may be offered anything; one that newly may makes every agent worth a look.</summary>
    private void UpdateEligible(ClientNode client)
    {
        var eligible = client.IsEligible;
        _allDirty |= eligible && !_eligible[client.Index];
        _eligible[client.Index] = eligible;
        RoleTree.SetEligible(client, eligible);
    }

    private void Hold(AgentNode agent, ClientNode client, ResourceSet resources, bool granted)
    {
        CountFree(agent, -1);
        agent.Use(client, resources);
        CountFree(agent, 1);
        Count(client, resources, 1, granted);
    }

    private void LetGo(AgentNode agent, ClientNode client, ResourceSet resources)
    {
        CountFree(agent, -1);
        var released = agent.Release(client, resources);
        CountFree(agent, 1);
        Count(client, released, -1, granted: false);
        _dirtyAgents[agent.Index] = true;
    }
}
