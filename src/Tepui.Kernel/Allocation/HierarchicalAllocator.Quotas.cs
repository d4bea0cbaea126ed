using System;
using System.Collections.Generic;
using System.Linq;
using Mesos.V1;
using Tepui.Kernel.Resources;

namespace Tepui.Kernel.Allocation;

/// <content>How much of what is free quotas let a role have (docs/quota.md).</content>
public sealed partial class HierarchicalAllocator
{
    private readonly List<ResourceEntry> _parts = [];
    private long[] _guaranteedRoom = [];
    private long[] _limitRoom = [];
    private long[] _surplusRoom = [];
    private long[] _taken = [];

    /// <summary>
    /// What of an offer a role can have: all that is reserved, revocable or no scalar, and of the rest as much as limits allow and
    /// guarantees of other roles can spare. What can be split is split.
    /// </summary>
    /// <param name="forGuarantees">
    /// The offer must bring the role nearer to what is guaranteed to it, and that part of it takes no account of other guarantees.
    /// </param>
    private ResourceSet Affordable(RoleNode role, ResourceSet offer, bool forGuarantees)
    {
        if (!role.IsLimited && _guaranteed.Count == 0)
        {
            return offer;
        }

        MeasureRooms(role, forGuarantees);
        var entries = offer.Has(ResourceKinds.Exclusive) ? LargestWholesFirst(offer) : offer.Span;
        if (forGuarantees && !TakeGuaranteed(entries))
        {
            return ResourceSet.Empty;
        }

        _parts.Clear();
        var isWhole = true;
        for (var position = 0; position < entries.Length; position++)
        {
            ref readonly var entry = ref entries[position];
            if (!IsOpen(entry))
            {
                _parts.Add(entry);
                continue;
            }

            var index = _totals.IndexOf(entry.Name);
            var guaranteed = forGuarantees ? _taken[position] : 0;
            var rest = entry.Thousandths - guaranteed;
            var more = Take(entry, rest, Math.Min(_limitRoom[index], _surplusRoom[index]));
            NoteObstacles(role, index, _limitRoom[index] < rest, _surplusRoom[index] < rest);
            _limitRoom[index] -= more;
            _surplusRoom[index] -= more;
            isWhole &= more == rest;
            if (guaranteed + more > 0)
            {
                _parts.Add(more == rest ? entry : ResourceEntry.Scalar(entry.Key, guaranteed + more));
            }
        }

        return isWhole ? offer : ResourceSet.From(_parts);
    }

    /// <summary>
    /// Whether quotas leave a role less than the least that may be offered: then this run need not ask again. For guarantees
    /// nothing is left over by others, so that this holds for both of a run's stages.
    /// </summary>
    private bool IsSpent(RoleNode role)
    {
        if (_ownMinimums > 0 || _options.MinAllocatableResources.Count == 0 || (!role.IsLimited && _guaranteed.Count == 0) ||
            role.Top.IsLacking)
        {
            return false;
        }

        foreach (var alternative in _options.MinAllocatableResources)
        {
            var isInReach = true;
            foreach (var (name, wanted) in alternative)
            {
                var index = _totals.IndexOf(name);
                var (isLimit, isHeadroom) = (role.Room(index) < wanted, _guaranteed.Count > 0 && Surplus(index) < wanted);
                NoteObstacles(role, index, isLimit, isHeadroom);
                isInReach &= !isLimit && !isHeadroom;
            }

            if (isInReach)
            {
                return false;
            }
        }

        role.SpentIn = _run;
        return true;
    }

    private static bool IsOpen(in ResourceEntry entry) =>
        entry.Key.Kind == Value.Types.Type.Scalar && !entry.Key.IsReserved && !entry.Key.IsRevocable;

    /// <summary>Takes of each entry what the role is guaranteed and does not consume yet; false when that is nothing.</summary>
    private bool TakeGuaranteed(ReadOnlySpan<ResourceEntry> entries)
    {
        _taken = _taken.Length < entries.Length ? new long[entries.Length] : _taken;
        var isNearer = false;
        for (var position = 0; position < entries.Length; position++)
        {
            ref readonly var entry = ref entries[position];
            _taken[position] = 0;
            if (!IsOpen(entry))
            {
                continue;
            }

            var index = _totals.IndexOf(entry.Name);
            _taken[position] = Take(entry, entry.Thousandths, Math.Min(_guaranteedRoom[index], _limitRoom[index]));
            _guaranteedRoom[index] -= _taken[position];
            _limitRoom[index] -= _taken[position];
            isNearer |= _taken[position] > 0;
        }

        return isNearer;
    }

    /// <summary>What cannot be split goes first, so that what can fills the rest; whatever order a set happens to be in.</summary>
    private static ReadOnlySpan<ResourceEntry> LargestWholesFirst(ResourceSet offer) => offer
        .OrderByDescending(static entry => entry.Key.IsExclusive ? entry.Thousandths : 0)
        .ThenBy(static entry => entry.ToString(), StringComparer.Ordinal)
        .ToArray();

    private static long Take(in ResourceEntry entry, long wanted, long room) =>
        wanted <= room ? wanted : entry.Key.IsExclusive ? 0 : room;

    private void MeasureRooms(RoleNode role, bool forGuarantees)
    {
        var count = _totals.Names.Count;
        if (_limitRoom.Length < count)
        {
            (_guaranteedRoom, _limitRoom, _surplusRoom) = (new long[count], new long[count], new long[count]);
        }

        for (var index = 0; index < count; index++)
        {
            _limitRoom[index] = role.IsLimited ? role.Room(index) : long.MaxValue;
            _surplusRoom[index] = _guaranteed.Count > 0 ? Surplus(index) : long.MaxValue;
            _guaranteedRoom[index] = forGuarantees ? role.Top.Unsatisfied(index) : 0;
        }
    }

    /// <summary>What was in the way is remembered, so that agents are looked at again once it is less so.</summary>
    private void NoteObstacles(RoleNode role, int index, bool isLimit, bool isHeadroom)
    {
        _isHeldBack |= isHeadroom;
        for (var limiting = isLimit ? role : null; limiting is not null; limiting = limiting.Parent)
        {
            limiting.IsStarved |= limiting.Limits is { } limits && index < limits.Length && limits[index] != long.MaxValue;
        }
    }
}
