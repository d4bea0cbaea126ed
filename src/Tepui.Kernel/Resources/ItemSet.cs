using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;

namespace Tepui.Kernel.Resources;

/// <summary>An immutable set of names in ordinal order.</summary>
public sealed class ItemSet : IReadOnlyList<string>, IEquatable<ItemSet>
{
    public static readonly ItemSet Empty = new([]);

    private readonly string[] _items;

    private ItemSet(string[] items) => _items = items;

    public int Count => _items.Length;

    public bool IsEmpty => _items.Length == 0;

    public string this[int index] => _items[index];

    public static ItemSet From(IEnumerable<string> items)
    {
        var sorted = items.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        return sorted.Length == 0 ? Empty : new ItemSet(sorted);
    }

    public bool Contains(string item) => Array.BinarySearch(_items, item, StringComparer.Ordinal) >= 0;

    public bool Contains(ItemSet other) => other._items.All(Contains);

    public ItemSet Add(ItemSet other) => other.IsEmpty ? this : IsEmpty ? other : From(_items.Concat(other._items));

    public ItemSet Subtract(ItemSet other) => other.IsEmpty ? this : From(_items.Where(item => !other.Contains(item)));

    public bool Equals(ItemSet? other) => other is not null && _items.AsSpan().SequenceEqual(other._items);

    public override bool Equals(object? obj) => Equals(obj as ItemSet);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var item in _items)
        {
            hash.Add(item);
        }

        return hash.ToHashCode();
    }

    /// <summary>As Mesos writes it: <c>{sda1, sda2}</c>.</summary>
    public override string ToString() => "{" + string.Join(", ", _items) + "}";

    public IEnumerator<string> GetEnumerator() => ((IEnumerable<string>)_items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _items.GetEnumerator();
}
