using System;
using System.Collections;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using Tepui.Kernel.Master.Views;

namespace Tepui.Kernel.Master.Tracking;

/// <summary>Records by key, walked and viewed in the order they were added.</summary>
/// <param name="take">What a view shows of a record.</param>
[SuppressMessage("Naming", "CA1710", Justification = "An index says what it is for; its interface says that it can be walked.")]
public sealed class TrackedIndex<TKey, TRecord, TView>(Func<TRecord, TView> take) : IReadOnlyCollection<TRecord>
    where TKey : notnull
    where TRecord : class, ITracked
{
    private readonly Dictionary<TKey, TRecord> _byKey = [];
    private readonly TrackedList<TRecord, TView> _order = new(take);

    public int Count => _order.Count;

    public bool Contains(TKey key) => _byKey.ContainsKey(key);

    /// <summary>The one with a key, or null.</summary>
    public TRecord? Find(TKey key) => _byKey.GetValueOrDefault(key);

    /// <summary>Adds at the end; the key must be new.</summary>
    public void Add(TKey key, TRecord record)
    {
        _byKey.Add(key, record);
        _order.Add(record);
    }

    public bool Remove(TKey key)
    {
        if (!_byKey.Remove(key, out var record))
        {
            return false;
        }

        _order.Remove(record);
        return true;
    }

    /// <summary>All of them now, for a loop that adds or removes.</summary>
    public TRecord[] Snapshot() => _order.ToArray();

    /// <summary>What is in it now.</summary>
    public ViewList<TView> View() => _order.View();

    public IEnumerator<TRecord> GetEnumerator() => _order.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
