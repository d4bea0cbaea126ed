using System;
using System.Collections.Generic;
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
        _parts.Clear();
        var (isWhole, isNearer) = (true, false);
        foreach (ref readonly var entry in offer.Span)
        {
            if (entry.Key.Kind != Value.Types.Type.Scalar || entry.Key.IsReserved || entry.Key.IsRevocable)
            {
                _parts.Add(entry);
                continue;
            }

            var guaranteed = 0L;
            var index = _totals.IndexOf(entry.Name);
            if (forGuarantees)
            {
                guaranteed = Take(entry, entry.Thousandths, Math.Min(_guaranteedRoom[index], _limitRoom[index]));
                isNearer |= guaranteed > 0;
            }

            var rest = entry.Thousandths - guaranteed;
            var allowed = Math.Min(rest, _limitRoom[index] - guaranteed);
            var spared = Math.Min(rest, _surplusRoom[index]);
            var taken = guaranteed + Take(entry, rest, Math.Min(allowed, spared));
            NoteObstacles(role, index, allowed < rest, spared < rest);
            _guaranteedRoom[index] -= Math.Min(guaranteed, _guaranteedRoom[index]);
            _limitRoom[index] -= taken;
            _surplusRoom[index] -= taken - guaranteed;
            isWhole &= taken == entry.Thousandths;
            if (taken > 0)
            {
                _parts.Add(taken == entry.Thousandths ? entry : ResourceEntry.Scalar(entry.Key, taken));
            }
        }

        return forGuarantees && !isNearer ? ResourceSet.Empty : isWhole ? offer : ResourceSet.From(_parts);
    }

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
