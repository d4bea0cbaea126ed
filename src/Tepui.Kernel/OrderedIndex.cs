using System.Collections;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;

namespace Tepui.Kernel;

/// <summary>
/// Things by key, walked in the order they were added. Adding, finding and removing cost the same however many there are,
/// which the framework's own OrderedDictionary does not give (it moves everything behind a removed one).
/// </summary>
[SuppressMessage("Naming", "CA1710", Justification = "An index says what it is for; its interface says that it can be walked.")]
public sealed class OrderedIndex<TKey, TValue> : IReadOnlyCollection<TValue>
    where TKey : notnull
{
    private readonly Dictionary<TKey, LinkedListNode<(TKey Key, TValue Value)>> _nodes;
    private readonly LinkedList<(TKey Key, TValue Value)> _order = new();

    public OrderedIndex(IEqualityComparer<TKey>? comparer = null) => _nodes = new(comparer);

    public int Count => _nodes.Count;

    public bool Contains(TKey key) => _nodes.ContainsKey(key);

    /// <summary>The one with a key, or the default (null).</summary>
    public TValue? Find(TKey key) => _nodes.TryGetValue(key, out var node) ? node.Value.Value : default;

    /// <summary>Adds at the end; the key must be new.</summary>
    public void Add(TKey key, TValue value)
    {
        var node = new LinkedListNode<(TKey, TValue)>((key, value));
        _nodes.Add(key, node);
        _order.AddLast(node);
    }

    public bool Remove(TKey key)
    {
        if (!_nodes.Remove(key, out var node))
        {
            return false;
        }

        _order.Remove(node);
        return true;
    }

    /// <summary>The oldest; there must be one.</summary>
    public TValue First => _order.First!.Value.Value;

    /// <summary>Forgets the oldest.</summary>
    public void RemoveFirst() => Remove(_order.First!.Value.Key);

    /// <summary>All of them now, for a loop that adds or removes.</summary>
    public TValue[] Snapshot()
    {
        var result = new TValue[_nodes.Count];
        var index = 0;
        for (var node = _order.First; node is not null; node = node.Next)
        {
            result[index++] = node.Value.Value;
        }

        return result;
    }

    public IEnumerator<TValue> GetEnumerator()
    {
        for (var node = _order.First; node is not null; node = node.Next)
        {
            yield return node.Value.Value;
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
