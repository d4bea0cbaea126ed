using System;
using System.Collections.Generic;
using Tepui.Kernel.Quotas;

namespace Tepui.Kernel.Allocation;

/// <summary>
/// All roles that have frameworks, reservations or a quota, with those above them. The order of grants goes down the tree: the
/// top-level role with the lowest share first, in it the subrole with the lowest share, and so on (docs/roles.md).
/// </summary>
internal sealed class RoleTree
{
    private readonly Dictionary<string, RoleNode> _roles = new(StringComparer.Ordinal);
    private readonly Dictionary<string, double> _weights = new(StringComparer.Ordinal);
    private readonly AllocatorOptions _options;
    private readonly ClusterTotals _totals;
    private readonly Random _random;

    public RoleTree(AllocatorOptions options, ClusterTotals totals, Random random)
    {
        (_options, _totals, _random) = (options, totals, random);
        Root = NewNode("", null);
    }

    public RoleNode Root { get; }

    public IReadOnlyCollection<RoleNode> All => _roles.Values;

    public RoleNode? Find(string role) => _roles.GetValueOrDefault(role);

    /// <summary>A role's node, made with those above it where it is missing.</summary>
    public RoleNode Get(string role)
    {
        if (_roles.TryGetValue(role, out var node))
        {
            return node;
        }

        var slash = role.LastIndexOf('/');
        var parent = slash < 0 ? Root : Get(role[..slash]);
        node = NewNode(role, parent);
        node.IsLimited = parent.IsLimited;
        parent.Children.Add(role, node);
        _roles.Add(role, node);
        return node;
    }

    /// <summary>Forgets a role that nothing needs, and then those above it.</summary>
    public void DropIfDone(RoleNode node)
    {
        for (var role = node; role.Parent is { } parent && !role.IsNeeded; role = parent)
        {
            parent.Children.Remove(role.Name);
            _roles.Remove(role.Name);
        }
    }

    public void SetWeight(string role, double weight)
    {
        _weights[role] = weight;
        if (_roles.TryGetValue(role, out var node))
        {
            node.Parent!.Order.SetWeight(node, weight);
        }
    }

    public void SetQuota(RoleNode role, Quota quota)
    {
        role.Quota = quota;
        role.Limits = Vector(quota.Limits, long.MaxValue);
        role.Guarantees = Vector(quota.Guarantees, 0);
        role.IsStarved = false;
        Spread(role);
    }

    public static void Add(ClientNode client)
    {
        client.Role.OwnClients++;
        for (var role = client.Role; role is not null; role = role.Parent)
        {
            role.TreeClients++;
        }
    }

    /// <summary>A role that has no frameworks any more begins anew when it has some again.</summary>
    public static void Remove(ClientNode client)
    {
        client.Role.Self.Grants = --client.Role.OwnClients == 0 ? 0 : client.Role.Self.Grants;
        for (var role = client.Role; role is not null; role = role.Parent)
        {
            role.Grants = --role.TreeClients == 0 ? 0 : role.Grants;
        }
    }

    /// <summary>Lets a framework in a role take part, and its role with it; or no more.</summary>
    public static void SetEligible(ClientNode client, bool eligible)
    {
        if (client.IsPlaced == eligible)
        {
            return;
        }

        var role = client.Role;
        if (eligible)
        {
            role.Clients.Add(client);
        }
        else
        {
            role.Clients.Remove(client);
        }

        Place(role.Order, role.Self, role.Clients.Count > 0);
        for (; role.Parent is { } parent; role = parent)
        {
            Place(parent.Order, role, role.Order.Count > 0);
        }
    }

    /// <summary>The roles whose own frameworks may get something now, in turn.</summary>
    public void CopyOrderTo(List<RoleNode> order)
    {
        order.Clear();
        if (_options.RoleSorter == SorterKind.Random)
        {
            WeightedShuffle.Of(Root, order, _random);
        }
        else
        {
            Append(Root, order);
        }
    }

    private static void Append(RoleNode node, List<RoleNode> order)
    {
        foreach (var child in node.Order.Sorted())
        {
            if (child is SelfNode self)
            {
                order.Add(self.Role);
            }
            else
            {
                Append((RoleNode)child, order);
            }
        }
    }

    private static void Place(ShareSorter<ShareNode> sorter, ShareNode node, bool takesPart)
    {
        if (node.IsPlaced == takesPart)
        {
            return;
        }

        if (takesPart)
        {
            sorter.Add(node);
        }
        else
        {
            sorter.Remove(node);
        }
    }

    private static void Spread(RoleNode role)
    {
        role.IsLimited = role.Limits is not null || role.Parent is { IsLimited: true };
        foreach (var child in role.Children.Values)
        {
            Spread(child);
        }
    }

    private long[]? Vector(IReadOnlyCollection<KeyValuePair<string, long>> quantities, long absent)
    {
        if (quantities.Count == 0)
        {
            return null;
        }

        var vector = Array.Empty<long>();
        foreach (var (name, thousandths) in quantities)
        {
            var index = _totals.IndexOf(name);
            var length = vector.Length;
            if (index >= length)
            {
                Array.Resize(ref vector, index + 1);
                Array.Fill(vector, absent, length, index + 1 - length);
            }

            vector[index] = thousandths;
        }

        return vector;
    }

    private RoleNode NewNode(string path, RoleNode? parent) => new(
        path,
        parent,
        () => new ShareSorter<ShareNode>(SorterKind.DominantShare, _totals, _random),
        new ShareSorter<ClientNode>(_options.FrameworkSorter, _totals, _random))
    {
        Weight = _weights.GetValueOrDefault(path, 1),
    };
}
