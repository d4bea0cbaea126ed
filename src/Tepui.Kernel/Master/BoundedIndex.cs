using System;
using System.Collections;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;

namespace Tepui.Kernel.Master;

/// <summary>The last so many things by key; the oldest is forgotten first.</summary>
[SuppressMessage("Naming", "CA1710", Justification = "Its name says what it is for; its interface, that it can be walked.")]
public sealed class BoundedIndex<TKey, TValue>(int capacity) : IReadOnlyCollection<TValue>
    where TKey : notnull
{
    private readonly OrderedIndex<TKey, TValue> _items = new();

    public int Count => _items.Count;

    public bool Contains(TKey key) => _items.Contains(key);

    public TValue? Find(TKey key) => _items.Find(key);

    public void Add(TKey key, TValue value)
    {
        _items.Remove(key);
        _items.Add(key, value);
        while (_items.Count > Math.Max(0, capacity))
        {
            _items.RemoveFirst();
        }
    }

    public bool Remove(TKey key) => _items.Remove(key);

    public IEnumerator<TValue> GetEnumerator() => _items.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
