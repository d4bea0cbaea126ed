using System;
using System.Collections.Generic;
using Tepui.Kernel.Quotas;
using Tepui.Kernel.Resources;

namespace Tepui.Kernel.Allocation;

/// <content>Who holds and consumes how much: what shares and quotas are reckoned with.</content>
public sealed partial class HierarchicalAllocator
{
    private readonly QuantityDelta _delta = new();
    private readonly List<RoleNode> _guaranteed = [];

    // Kept only while something is guaranteed: what is free and open to all, and what of it the guarantees still need.
    private long[] _open = [];
    private long[] _required = [];
    private long[] _surplusBefore = [];
    private bool _isHeldBack;
    private int _lacking;

    /// <summary>A role's quota from now on, also for a role nobody has yet; <see cref="Quota.Default"/> takes it off.</summary>
    /// <exception cref="ArgumentException">A subrole gets guarantees; Mesos has them for top-level roles only.</exception>
    public void SetQuota(string role, Quota quota)
    {
        if (quota.Guarantees.Count > 0 && role.Contains('/', StringComparison.Ordinal))
        {
            throw new ArgumentException($"Quota guarantees of a nested role such as '{role}' are not supported.", nameof(quota));
        }

        var node = _tree.Get(role);
        _tree.SetQuota(node, quota);
        _guaranteed.Remove(node);
        node.IsLacking = false;
        if (node.Guarantees is not null)
        {
            _guaranteed.Add(node);
        }

        _tree.DropIfDone(node);
        RecountHeadroom();
        _allDirty = true;
    }

    public Quota QuotaOf(string role) => _tree.Find(role)?.Quota ?? Quota.Default;

    /// <summary>
    /// What a role with all its subroles consumes of its quota: everything reserved for them, held or not, and what they hold, in
    /// offers or by tasks, of what is neither reserved nor revocable.
    /// </summary>
    public ResourceQuantities RoleConsumption(string role)
    {
        var sums = new List<KeyValuePair<string, long>>();
        if (_tree.Find(role) is { } node)
        {
            for (var index = 0; index < _totals.Names.Count; index++)
            {
                if (node.Consumption(index) is var consumed and > 0)
                {
                    sums.Add(new(_totals.Names[index], consumed));
                }
            }
        }

        return new ResourceQuantities([.. sums]);
    }

    /// <summary>Notes that a client holds more or less.</summary>
    private void Count(ClientNode client, ResourceSet resources, int sign, bool granted)
    {
        var top = client.Role.Top;
        CountRequired(top, -1);
        _totals.Read(resources, sign, _delta);
        if (granted)
        {
            client.Role.Clients.Granted(client, _delta);
            client.Role.Order.Granted(client.Role.Self, _delta);
            for (var role = client.Role; role.Parent is { } parent; role = parent)
            {
                parent.Order.Granted(role, _delta);
            }
        }
        else
        {
            client.Role.Clients.Changed(client, _delta);
            client.Role.Order.Changed(client.Role.Self, _delta);
            for (var role = client.Role; role.Parent is { } parent; role = parent)
            {
                parent.Order.Changed(role, _delta);
                WakeIfLess(role, sign);
            }
        }

        if (resources.Has(ResourceKinds.Reserved | ResourceKinds.Revocable))
        {
            _totals.Read(resources, sign, _delta, ScalarKind.Bound);
            for (var role = client.Role; role.Parent is not null; role = role.Parent)
            {
                _delta.AddTo(ref role.Bound);
            }
        }

        CountRequired(top, 1);
    }

    /// <summary>Notes that an agent has more or less, and with it what of that is reserved for whom.</summary>
    private void CountTotal(AgentNode agent, int sign)
    {
        CountFree(agent, sign);
        if (sign > 0)
        {
            _totals.Add(agent.Total);
        }
        else
        {
            _totals.Subtract(agent.Total);
        }

        if (!agent.Total.Has(ResourceKinds.Reserved))
        {
            return;
        }

        foreach (ref readonly var entry in agent.Total.Span)
        {
            if (entry.Key.IsReserved && entry.Key.Kind == Mesos.V1.Value.Types.Type.Scalar)
            {
                CountReserved(_tree.Get(entry.Key.ReservationRole), _totals.IndexOf(entry.Name), sign * entry.Thousandths);
            }
        }
    }

    private void CountReserved(RoleNode reserved, int index, long thousandths)
    {
        CountRequired(reserved.Top, -1);
        _delta.Clear();
        _delta.Add(index, thousandths);
        for (var role = reserved; role.Parent is not null; role = role.Parent)
        {
            _delta.AddTo(ref role.Reserved);
            WakeIfLess(role, Math.Sign(thousandths));
        }

        CountRequired(reserved.Top, 1);
        _tree.DropIfDone(reserved);
    }

    /// <summary>What a role no longer consumes may be what its limit, or its guarantee for others, stood in the way of.</summary>
    private void WakeIfLess(RoleNode role, int sign)
    {
        if (sign < 0 && (role.IsStarved || (_isHeldBack && role.Guarantees is not null)))
        {
            role.IsStarved = false;
            _allDirty = true;
        }
    }

    private void CountFree(AgentNode agent, int sign)
    {
        if (_guaranteed.Count > 0)
        {
            _totals.Read(agent.Free, sign, _delta, ScalarKind.Open);
            _delta.AddTo(ref _open);
        }
    }

    private void CountRequired(RoleNode top, int sign)
    {
        if (top.Guarantees is not { } guarantees)
        {
            return;
        }

        var isLacking = false;
        for (var index = 0; index < guarantees.Length; index++)
        {
            if (top.Unsatisfied(index) is var needed and > 0)
            {
                _required[index] += sign * needed;
                isLacking = true;
            }
        }

        if (sign > 0 && isLacking != top.IsLacking)
        {
            top.IsLacking = isLacking;
            _lacking += isLacking ? 1 : -1;
        }
    }

    private void RecountHeadroom()
    {
        Array.Clear(_open);
        _required = new long[_totals.Names.Count];
        _isHeldBack = false;
        _lacking = 0;
        if (_guaranteed.Count == 0)
        {
            return;
        }

        foreach (var agent in _agents)
        {
            CountFree(agent, 1);
        }

        foreach (var role in _guaranteed)
        {
            role.IsLacking = false;
            CountRequired(role, 1);
        }
    }

    /// <summary>How much of a resource is free beyond what guarantees still need.</summary>
    private long Surplus(int index) => Math.Max(
        0,
        (index < _open.Length ? _open[index] : 0) - (index < _required.Length ? _required[index] : 0));

    /// <summary>Agents that guarantees were in the way of are worth a look once there is more beyond the guarantees.</summary>
    private void WakeIfSurplusGrew()
    {
        for (var index = 0; _isHeldBack && index < _totals.Names.Count; index++)
        {
            _allDirty |= Surplus(index) > (index < _surplusBefore.Length ? _surplusBefore[index] : 0);
        }
    }

    private void RememberSurplus()
    {
        if (_isHeldBack)
        {
            Array.Resize(ref _surplusBefore, _totals.Names.Count);
            for (var index = 0; index < _surplusBefore.Length; index++)
            {
                _surplusBefore[index] = Surplus(index);
            }
        }
    }
}
