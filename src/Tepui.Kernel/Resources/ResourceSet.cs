using System;
using System.Collections;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using Google.Protobuf.Collections;
using Mesos.V1;
using Tepui.Kernel.Roles;

namespace Tepui.Kernel.Resources;

/// <summary>
/// What an agent has, an offer holds or a task needs: an immutable sum of resources in the order they came. No entry is
/// empty, and entries that may be one are one.
/// </summary>
[SuppressMessage("Naming", "CA1710", Justification = "A set of resources, in the field's words.")]
public sealed partial class ResourceSet : IReadOnlyList<ResourceEntry>, IEquatable<ResourceSet>
{
    public static readonly ResourceSet Empty = new([]);

    private readonly ResourceEntry[] _entries;

    // An offer is allocated when it is made and freed again when it is declined, over and over: both forms stay at hand.
    private ResourceSet? _lastAllocated;
    private string? _lastRole;
    private ResourceSet? _unallocated;

    private ResourceSet(ResourceEntry[] entries) => _entries = entries;

    public int Count => _entries.Length;

    public bool IsEmpty => _entries.Length == 0;

    public ResourceEntry this[int index] => _entries[index];

    public static ResourceSet operator +(ResourceSet left, ResourceSet right) => left.Add(right);

    public static ResourceSet operator -(ResourceSet left, ResourceSet right) => left.Subtract(right);

    /// <summary>The sum of entries in any order, empty ones left out.</summary>
    public static ResourceSet From(IEnumerable<ResourceEntry> entries)
    {
        var sum = new List<ResourceEntry>();
        foreach (var entry in entries)
        {
            AddTo(sum, entry);
        }

        return Wrap(sum);
    }

    /// <summary>
    /// The sum of messages in either reservation format. They must have passed <see cref="ResourceValidation"/>, and nobody may
    /// change them afterwards.
    /// </summary>
    public static ResourceSet From(IEnumerable<Resource> resources)
    {
        var sum = new List<ResourceEntry>();
        foreach (var resource in resources)
        {
            AddTo(sum, ResourceMessage.ToEntry(resource));
        }

        return Wrap(sum);
    }

    /// <summary>The sum as messages.</summary>
    public List<Resource> ToMessages(ReservationFormat format = ReservationFormat.Refined)
    {
        var result = new List<Resource>(Count);
        foreach (var entry in _entries)
        {
            result.Add(ResourceMessage.FromEntry(entry, format));
        }

        return result;
    }

    /// <summary>Appends the sum as messages to a message's field.</summary>
    public void CopyTo(RepeatedField<Resource> field, ReservationFormat format = ReservationFormat.Refined)
    {
        foreach (var entry in _entries)
        {
            field.Add(ResourceMessage.FromEntry(entry, format));
        }
    }

    /// <summary>The entries for which <paramref name="predicate"/> holds.</summary>
    public ResourceSet Filter(Func<ResourceEntry, bool> predicate)
    {
        foreach (var entry in _entries)
        {
            if (!predicate(entry))
            {
                return Wrap(_entries.Where(predicate).ToList());
            }
        }

        return this;
    }

    /// <summary>As allocated to a role; null takes allocations off, and what differed only by them becomes one.</summary>
    public ResourceSet WithAllocation(string? role)
    {
        if (role is null)
        {
            return _unallocated ??= IsAllocatedTo(null) ? this : Allocate(null);
        }

        if (_lastAllocated is null || !string.Equals(_lastRole, role, StringComparison.Ordinal))
        {
            (_lastAllocated, _lastRole) = (IsAllocatedTo(role) ? this : Allocate(role), role);
        }

        return _lastAllocated;
    }

    public ResourceSet WithoutAllocation() => WithAllocation(null);

    /// <summary>What is reserved for no role.</summary>
    public ResourceSet Unreserved() => Filter(static entry => !entry.Key.IsReserved);

    /// <summary>With the reservations taken off.</summary>
    public ResourceSet WithoutReservations() =>
        Array.Exists(_entries, static entry => entry.Key.IsReserved)
            ? From(_entries.Select(static entry => entry.WithKey(entry.Key.WithoutReservations())))
            : this;

    /// <summary>What may be offered to a role: the unreserved, and what is reserved for it or for an ancestor of it.</summary>
    public ResourceSet AllocatableTo(string role) =>
        Array.TrueForAll(_entries, static entry => !entry.Key.IsReserved)
            ? this
            : Filter(entry => !entry.Key.IsReserved || RoleName.IsSameOrStrictSubroleOf(role, entry.Key.ReservationRole));

    /// <summary>The sum of all scalars of a name in thousandths, whatever their reservations.</summary>
    public long Scalar(string name)
    {
        long sum = 0;
        foreach (var entry in _entries)
        {
            if (string.Equals(entry.Name, name, StringComparison.Ordinal))
            {
                sum += entry.Thousandths;
            }
        }

        return sum;
    }

    /// <summary>The union of all ranges of a name.</summary>
    public RangeList Ranges(string name)
    {
        var union = RangeList.Empty;
        foreach (var entry in _entries)
        {
            if (string.Equals(entry.Name, name, StringComparison.Ordinal))
            {
                union = union.Add(entry.Ranges);
            }
        }

        return union;
    }

    /// <summary>Scalars' sums by name, in the order the names come.</summary>
    public ResourceQuantities ScalarQuantities() => ResourceQuantities.OfScalars(this);

    public IEnumerator<ResourceEntry> GetEnumerator() => ((IEnumerable<ResourceEntry>)_entries).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _entries.GetEnumerator();

    /// <summary>The entries, for loops that must not allocate.</summary>
    public ReadOnlySpan<ResourceEntry> Span => _entries;

    private bool IsAllocatedTo(string? role)
    {
        foreach (ref readonly var entry in Span)
        {
            if (!string.Equals(entry.Key.AllocationRole, role, StringComparison.Ordinal))
            {
                return false;
            }
        }

        return true;
    }

    private ResourceSet Allocate(string? role)
    {
        var wasFree = true;
        var result = new ResourceEntry[Count];
        for (var index = 0; index < result.Length; index++)
        {
            wasFree &= _entries[index].Key.AllocationRole is null;
            result[index] = _entries[index].WithAllocation(role);
        }

        // What differed only by its role is one from now on.
        return wasFree ? new ResourceSet(result) { _unallocated = this } : From(result);
    }

    internal static ResourceSet Wrap(List<ResourceEntry> entries) => entries.Count == 0 ? Empty : new ResourceSet(entries.ToArray());

    internal static void AddTo(List<ResourceEntry> sum, in ResourceEntry entry)
    {
        if (entry.IsEmpty)
        {
            return;
        }

        for (var index = 0; index < sum.Count; index++)
        {
            if (sum[index].CanAdd(entry))
            {
                sum[index] = sum[index].Add(entry);
                return;
            }
        }

        sum.Add(entry);
    }
}
