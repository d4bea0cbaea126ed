using System;
using System.Collections;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;

namespace Tepui.Kernel.Master.Views;

/// <summary>A list whose items are made when they are asked for, so that a reader makes them and not the master.</summary>
[SuppressMessage("Naming", "CA1710", Justification = "A list, in the sense of its interface.")]
public sealed class MappedList<TFrom, TTo>(TFrom[] items, Func<TFrom, TTo> map) : IReadOnlyList<TTo>
{
    public int Count => items.Length;

    public TTo this[int index] => map(items[index]);

    public IEnumerator<TTo> GetEnumerator()
    {
        foreach (var item in items)
        {
            yield return map(item);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
