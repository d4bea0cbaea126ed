using System;
using Mesos.V1;

namespace Tepui.Kernel.Resources;

/// <summary>One resource of a set: what it is and how much of it.</summary>
public readonly struct ResourceEntry : IEquatable<ResourceEntry>
{
    private readonly object? _many;

    private ResourceEntry(ResourceKey key, long thousandths, object? many, int sharedCount)
    {
        Key = key;
        Thousandths = thousandths;
        _many = many;
        SharedCount = sharedCount;
    }

    public ResourceKey Key { get; }

    /// <summary>The scalar's value in thousandths; 0 for ranges and sets.</summary>
    public long Thousandths { get; }

    /// <summary>How often a shared resource is counted here; 1 for all others.</summary>
    public int SharedCount { get; }

    public string Name => Key.Name;

    public RangeList Ranges => _many as RangeList ?? RangeList.Empty;

    public ItemSet Items => _many as ItemSet ?? ItemSet.Empty;

    public bool IsEmpty => SharedCount <= 0 || Key.Kind switch
    {
        Value.Types.Type.Scalar => Thousandths <= 0,
        Value.Types.Type.Ranges => Ranges.IsEmpty,
        _ => Items.IsEmpty,
    };

    /// <summary>The quantity as thousandths whatever the kind: a range counts its numbers, a set its items.</summary>
    public long Quantity => Key.Kind switch
    {
        Value.Types.Type.Scalar => Thousandths,
        Value.Types.Type.Ranges => (long)Math.Min(Ranges.Size, (ulong)FixedPoint.Maximum / 1000) * FixedPoint.One,
        _ => Items.Count * FixedPoint.One,
    };

    /// <summary>The value alone, as Mesos writes it.</summary>
    public string ValueText => _many?.ToString() ?? FixedPoint.ToText(Thousandths);

    public static ResourceEntry Scalar(ResourceKey key, long thousandths) => new(key, thousandths, null, 1);

    public static ResourceEntry Of(ResourceKey key, RangeList ranges) => new(key, 0, ranges, 1);

    public static ResourceEntry Of(ResourceKey key, ItemSet items) => new(key, 0, items, 1);

    /// <summary>As allocated to a role, or to none.</summary>
    public ResourceEntry WithAllocation(string? role) => WithKey(Key.WithAllocation(role));

    public ResourceEntry WithKey(ResourceKey key) => new(key, Thousandths, _many, SharedCount);

    public bool Equals(ResourceEntry other) => SharedCount == other.SharedCount && SameThing(other);

    public override bool Equals(object? obj) => obj is ResourceEntry other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(Key, Thousandths);

    public static bool operator ==(ResourceEntry left, ResourceEntry right) => left.Equals(right);

    public static bool operator !=(ResourceEntry left, ResourceEntry right) => !left.Equals(right);

    /// <summary>As Mesos writes it, e.g. <c>cpus(allocated: *)(reservations: [(STATIC,ads)]):4</c>.</summary>
    public override string ToString() => Key + (Key.IsShared ? $":{ValueText}<{SharedCount}>" : $":{ValueText}");

    /// <summary>Whether the two may become one entry by adding.</summary>
    internal bool CanAdd(in ResourceEntry other) => Key.IsExclusive ? Key.IsShared && SameThing(other) : Key.Equals(other.Key);

    /// <summary>Whether the other may be taken from this one, enough of it or not.</summary>
    internal bool CanSubtract(in ResourceEntry other) => Key.IsExclusive ? SameThing(other) : Key.Equals(other.Key);

    internal bool Contains(in ResourceEntry other) => CanSubtract(other) && (Key.IsShared || Key.Kind switch
    {
        Value.Types.Type.Scalar => Thousandths >= other.Thousandths,
        Value.Types.Type.Ranges => Ranges.Contains(other.Ranges),
        _ => Items.Contains(other.Items),
    });

    internal ResourceEntry Add(in ResourceEntry other) => Key.IsShared
        ? new(Key, Thousandths, _many, SharedCount + other.SharedCount)
        : Key.Kind switch
        {
            Value.Types.Type.Scalar => Scalar(Key, Thousandths > long.MaxValue - other.Thousandths
                ? long.MaxValue
                : Thousandths + other.Thousandths),
            Value.Types.Type.Ranges => Of(Key, Ranges.Add(other.Ranges)),
            _ => Of(Key, Items.Add(other.Items)),
        };

    internal ResourceEntry Subtract(in ResourceEntry other) => Key.IsShared
        ? new(Key, Thousandths, _many, SharedCount - other.SharedCount)
        : Key.Kind switch
        {
            Value.Types.Type.Scalar => Scalar(Key, Thousandths - other.Thousandths),
            Value.Types.Type.Ranges => Of(Key, Ranges.Subtract(other.Ranges)),
            _ => Of(Key, Items.Subtract(other.Items)),
        };

    private bool SameThing(in ResourceEntry other) =>
        Key.Equals(other.Key) && Thousandths == other.Thousandths && Equals(_many, other._many);
}
