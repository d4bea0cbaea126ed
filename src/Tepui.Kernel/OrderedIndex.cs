using System;
using System.Collections;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;

namespace Tepui.Kernel;

/// <summary>
/// Things by key, walked in the order they were added. Adding, finding and removing cost the same however many there are,
/// which the framework's own OrderedDictionary does not give (it moves everything behind a removed one). They stand in one
/// array with gaps where some were removed, closed when it would have to grow: a master keeps many small ones of these.
/// </summary>
[SuppressMessage("Naming", "CA1710", Justification = "An index says what it is for; its interface says that it can be walked.")]
public sealed class OrderedIndex<TKey, TValue>(IEqualityComparer<TKey>? comparer = null) : IReadOnlyCollection<TValue>
    where TKey : notnull
{
    private const int End = -1;
    private const int Gap = -2;
    private const int Smallest = 4;

    private readonly IEqualityComparer<TKey> _comparer = comparer ?? EqualityComparer<TKey>.Default;
    private Entry[] _entries = [];

    // The first entry of each hash's chain, plus one.
    private int[] _buckets = [];
    private int _used;
    private int _first;

    public int Count { get; private set; }

    public bool Contains(TKey key) => IndexOf(key) >= 0;

    /// <summary>The one with a key, or the default (null).</summary>
    public TValue? Find(TKey key) => IndexOf(key) is >= 0 and var index ? _entries[index].Value : default;

    /// <summary>Adds at the end; the key must be new.</summary>
    public void Add(TKey key, TValue value)
    {
        if (Contains(key))
        {
            throw new ArgumentException($"'{key}' is there already", nameof(key));
        }

        if (_used == _entries.Length)
        {
            Resize(Math.Max(Smallest, Count + (Count / 2) + 1));
        }

        Place(new Entry { Hash = _comparer.GetHashCode(key), Key = key, Value = value });
        Count++;
    }

    /// <summary>Makes room for so many more.</summary>
    public void Reserve(int more)
    {
        if (_entries.Length - _used < more)
        {
            Resize(Count + more);
        }
    }

    public bool Remove(TKey key)
    {
        var index = IndexOf(key);
        if (index < 0)
        {
            return false;
        }

        Unlink(index);
        _entries[index] = new Entry { Next = Gap };
        Count--;
        if (Count == 0)
        {
            _used = 0;
            _first = 0;
        }

        return true;
    }

    /// <summary>The oldest; there must be one.</summary>
    public TValue First => _entries[Oldest()].Value;

    /// <summary>Forgets the oldest.</summary>
    public void RemoveFirst() => Remove(_entries[Oldest()].Key);

    /// <summary>All of them now, for a loop that adds or removes.</summary>
    public TValue[] Snapshot()
    {
        var result = new TValue[Count];
        var count = 0;
        for (var index = 0; index < _used; index++)
        {
            if (_entries[index].Next != Gap)
            {
                result[count++] = _entries[index].Value;
            }
        }

        return result;
    }

    public IEnumerator<TValue> GetEnumerator()
    {
        for (var index = 0; index < _used; index++)
        {
            if (_entries[index].Next != Gap)
            {
                yield return _entries[index].Value;
            }
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private int IndexOf(TKey key)
    {
        if (Count == 0)
        {
            return End;
        }

        var hash = _comparer.GetHashCode(key);
        var index = _buckets[Bucket(hash)] - 1;
        while (index >= 0)
        {
            ref readonly var entry = ref _entries[index];
            if (entry.Hash == hash && _comparer.Equals(entry.Key, key))
            {
                return index;
            }

            index = entry.Next;
        }

        return End;
    }

    private int Oldest()
    {
        if (Count == 0)
        {
            throw new InvalidOperationException("nothing is in it");
        }

        while (_entries[_first].Next == Gap)
        {
            _first++;
        }

        return _first;
    }

    private int Bucket(int hash) => (int)((uint)hash % (uint)_buckets.Length);

    private void Place(Entry entry)
    {
        ref var bucket = ref _buckets[Bucket(entry.Hash)];
        entry.Next = bucket - 1;
        _entries[_used++] = entry;
        bucket = _used;
    }

    private void Unlink(int index)
    {
        ref var bucket = ref _buckets[Bucket(_entries[index].Hash)];
        if (bucket - 1 == index)
        {
            bucket = _entries[index].Next + 1;
            return;
        }

        var before = bucket - 1;
        while (_entries[before].Next != index)
        {
            before = _entries[before].Next;
        }

        _entries[before].Next = _entries[index].Next;
    }

    private void Resize(int capacity)
    {
        var old = _entries;
        var used = _used;
        _entries = new Entry[capacity];
        _buckets = new int[capacity];
        _used = 0;
        _first = 0;
        for (var index = 0; index < used; index++)
        {
            if (old[index].Next != Gap)
            {
                Place(old[index]);
            }
        }
    }

    private struct Entry
    {
        public int Hash;

        /// <summary>The next of the same bucket, <see cref="End"/>, or <see cref="Gap"/> when nothing stands here.</summary>
        public int Next;
        public TKey Key;
        public TValue Value;
    }
}
