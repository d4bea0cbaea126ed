using System;
using System.Collections.Generic;
using Tepui.Kernel.Quotas;

namespace Tepui.Kernel.Allocation;

/// <summary>
/// A role in the tree. As a node among its siblings it stands for all of its subtree; where it has subroles, its own frameworks
/// take part among those as one more, <see cref="Self"/> (docs/roles.md, Mesos's <c>.</c>).
/// </summary>
internal sealed class RoleNode : ShareNode
{
    public RoleNode(string path, RoleNode? parent, Func<ShareSorter<ShareNode>> newChildSorter, ShareSorter<ClientNode> clients)
        : base(path)
    {
        Parent = parent;
        Top = parent?.Parent is null ? this : parent.Top;
        Self = new SelfNode(this);
        Order = newChildSorter();
        Clients = clients;
    }

    /// <summary>Null for the root, which is no role.</summary>
    public RoleNode? Parent { get; }

    /// <summary>The top-level role that this is, or is below.</summary>
    public RoleNode Top { get; }

    /// <summary>The subroles, by their whole names.</summary>
    public SortedDictionary<string, RoleNode> Children { get; } = new(StringComparer.Ordinal);

    /// <summary>Those that may get something now: subroles, and <see cref="Self"/>.</summary>
    public ShareSorter<ShareNode> Order { get; }

    public SelfNode Self { get; }

    /// <summary>Its frameworks that may get something now.</summary>
    public ShareSorter<ClientNode> Clients { get; }

    /// <summary>Its frameworks, whether they may get something or not.</summary>
    public int OwnClients { get; set; }

    /// <summary>The frameworks of it and of all below it.</summary>
    public int TreeClients { get; set; }

    /// <summary>Scalars that agents have reserved for it or below it, held or not.</summary>
    public long[] Reserved = [];

    /// <summary>Of what it holds the part that is reserved or revocable, which counts as consumption of no quota by being held.</summary>
    public long[] Bound = [];

    public Quota Quota { get; set; } = Quota.Default;

    /// <summary>The quota's limits by index, long.MaxValue where there is none; null without any.</summary>
    public long[]? Limits { get; set; }

    /// <summary>The quota's guarantees by index; null without any.</summary>
    public long[]? Guarantees { get; set; }

    /// <summary>It or a role above it has limits.</summary>
    public bool IsLimited { get; set; }

    /// <summary>A limit of its was in the way of a grant; less consumption makes agents worth a look.</summary>
    public bool IsStarved { get; set; }

    /// <summary>Something is guaranteed to it that it does not consume yet.</summary>
    public bool IsLacking { get; set; }

    /// <summary>The run in which it was found that quotas leave it less than the least that may be offered.</summary>
    public long SpentIn { get; set; }

    /// <summary>It has subroles that may get something now.</summary>
    public bool HasEligibleChildren => Order.Count > (Self.IsPlaced ? 1 : 0);

    public bool IsNeeded => OwnClients > 0 || Children.Count > 0 || !Quota.IsDefault || HasReserved;

    private bool HasReserved => Array.Exists(Reserved, static quantity => quantity != 0);

    /// <summary>What it and all below it consume of a resource by the rules of quota.</summary>
    public long Consumption(int index) => At(Quantities, index) - At(Bound, index) + At(Reserved, index);

    /// <summary>How much more of a resource the limits on it and above it allow.</summary>
    public long Room(int index)
    {
        var room = long.MaxValue;
        for (var role = this; role is not null; role = role.Parent)
        {
            if (role.Limits is { } limits && index < limits.Length && limits[index] != long.MaxValue)
            {
                room = Math.Min(room, Math.Max(0, limits[index] - role.Consumption(index)));
            }
        }

        return room;
    }

    /// <summary>How much of a resource is guaranteed to it and not consumed yet.</summary>
    public long Unsatisfied(int index) => Math.Max(0, At(Guarantees ?? [], index) - Consumption(index));

    private static long At(long[] quantities, int index) => index < quantities.Length ? quantities[index] : 0;
}

/// <summary>A role's own frameworks among its subroles.</summary>
internal sealed class SelfNode(RoleNode role) : ShareNode(role.Name + "/.")
{
    public RoleNode Role { get; } = role;
}
