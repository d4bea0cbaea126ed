using System;
using System.Collections;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;

namespace Tepui.Kernel.Master;

/// <summary>The last so many things, oldest first.</summary>
[SuppressMessage("Naming", "CA1710", Justification = "Its name says what it is for; its interface, that it can be walked.")]
public sealed class BoundedHistory<T>(int capacity) : IReadOnlyCollection<T>
{
    private readonly Queue<T> _items = new();

    public int Count => _items.Count;

    public void Add(T item)
    {
        if (capacity <= 0)
        {
            return;
        }

        while (_items.Count >= capacity)
        {
            _items.Dequeue();
        }

        _items.Enqueue(item);
    }

    /// <summary>Takes out what the condition holds for.</summary>
    public void RemoveAll(Predicate<T> condition)
    {
        for (var count = _items.Count; count > 0; count--)
        {
            var item = _items.Dequeue();
            if (!condition(item))
            {
                _items.Enqueue(item);
            }
        }
    }

    public IEnumerator<T> GetEnumerator() => _items.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
