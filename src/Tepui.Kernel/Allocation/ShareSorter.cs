using System;
using System.Collections.Generic;

namespace Tepui.Kernel.Allocation;

/// <summary>
/// Keeps the nodes that take part in the order they are to be served in. A grant moves its node at once; what else changes a
/// node is settled when the order is next asked for, so that many changes cost no more than one sorting.
/// </summary>
internal sealed class ShareSorter<TNode>(SorterKind kind, ClusterTotals totals, Random random)
    where TNode : ShareNode
{
    private readonly List<TNode> _stale = [];
    private TNode[] _nodes = [];
    private int _version;

    /// <summary>How many take part.</summary>
    public int Count { get; private set; }

    /// <summary>Lets a node take part.</summary>
    public void Add(TNode node)
    {
        if (Count == _nodes.Length)
        {
            Array.Resize(ref _nodes, Math.Max(4, Count * 2));
        }

        var place = Count;
        if (kind == SorterKind.DominantShare && _version == totals.Version)
        {
            node.Share = totals.DominantShare(node.Quantities) / node.Weight;
            node.SortedGrants = node.Grants;
            place = FirstAfter(node, 0, Count);
        }

        Array.Copy(_nodes, place, _nodes, place + 1, Count++ - place);
        _nodes[place] = node;
        node.IsPlaced = true;
        node.IsStale = false;
    }

    public void Remove(TNode node)
    {
        var position = Array.IndexOf(_nodes, node, 0, Count);
        Array.Copy(_nodes, position + 1, _nodes, position, --Count - position);
        _nodes[Count] = null!;
        node.IsPlaced = false;
        node.IsStale = false;
    }

    public void SetWeight(TNode node, double weight)
    {
        node.Weight = weight;
        _version = 0;
    }

    /// <summary>Adds a grant to what a node holds, and gives it its new place.</summary>
    public void Granted(TNode node, QuantityDelta delta)
    {
        delta.AddTo(ref node.Quantities);
        node.Grants++;
        if (!node.IsPlaced || node.IsStale || kind == SorterKind.Random || _version != totals.Version)
        {
            MarkStale(node);
            return;
        }

        var position = PositionOf(node);
        node.Share = totals.DominantShare(node.Quantities) / node.Weight;
        node.SortedGrants = node.Grants;
        MoveUp(node, position);
    }

    /// <summary>Adds to what a node holds, or with negative amounts takes off.</summary>
    public void Changed(TNode node, QuantityDelta delta)
    {
        delta.AddTo(ref node.Quantities);
        MarkStale(node);
    }

    /// <summary>The nodes in turn; good until the next change.</summary>
    public ReadOnlySpan<TNode> Sorted()
    {
        if (kind == SorterKind.Random)
        {
            Shuffle();
        }
        else if (_version != totals.Version || _stale.Count > 8 + (Count / 8))
        {
            Sort();
        }
        else if (_stale.Count > 0)
        {
            Settle();
        }

        return _nodes.AsSpan(0, Count);
    }

    private void MarkStale(TNode node)
    {
        if (node.IsPlaced && !node.IsStale && kind != SorterKind.Random && _version == totals.Version)
        {
            node.IsStale = true;
            _stale.Add(node);
        }
    }

    private void Sort()
    {
        foreach (var node in _stale)
        {
            node.IsStale = false;
        }

        _stale.Clear();
        var isSorted = true;
        for (var index = 0; index < Count; index++)
        {
            var node = _nodes[index];
            node.Share = totals.DominantShare(node.Quantities) / node.Weight;
            node.SortedGrants = node.Grants;
            isSorted &= index == 0 || _nodes[index - 1].IsBefore(node);
        }

        if (!isSorted)
        {
            Array.Sort(_nodes, 0, Count, ShareOrder.Instance);
        }

        _version = totals.Version;
    }

    private void Settle()
    {
        foreach (var node in _stale)
        {
            if (!node.IsStale)
            {
                continue;
            }

            node.IsStale = false;
            var position = PositionOf(node);
            Array.Copy(_nodes, position + 1, _nodes, position, Count - 1 - position);
            node.Share = totals.DominantShare(node.Quantities) / node.Weight;
            node.SortedGrants = node.Grants;
            var place = FirstAfter(node, 0, Count - 1);
            Array.Copy(_nodes, place, _nodes, place + 1, Count - 1 - place);
            _nodes[place] = node;
        }

        _stale.Clear();
    }

    /// <summary>Moves a node whose key grew.</summary>
    private void MoveUp(TNode node, int position)
    {
        if (position == Count - 1 || node.IsBefore(_nodes[position + 1]))
        {
            return;
        }

        var place = FirstAfter(node, position + 1, Count) - 1;
        Array.Copy(_nodes, position + 1, _nodes, position, place - position);
        _nodes[place] = node;
    }

    private int PositionOf(TNode node)
    {
        if (node.Hint < Count && ReferenceEquals(_nodes[node.Hint], node))
        {
            return node.Hint;
        }

        var (low, high) = (0, Count - 1);
        while (low < high)
        {
            var middle = (low + high) >> 1;
            if (_nodes[middle].IsBefore(node))
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return ReferenceEquals(_nodes[low], node) ? low : throw new InvalidOperationException($"'{node.Name}' is not where its key is.");
    }

    private int FirstAfter(TNode node, int low, int high)
    {
        while (low < high)
        {
            var middle = (low + high) >> 1;
            if (_nodes[middle].IsBefore(node))
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    // The order of exponentially distributed times, each with its node's weight as rate, is a weighted shuffle.
    private void Shuffle()
    {
        foreach (var node in _nodes.AsSpan(0, Count))
        {
            node.Share = -Math.Log(1 - random.NextDouble()) / node.Weight;
            node.SortedGrants = 0;
        }

        Array.Sort(_nodes, 0, Count, ShareOrder.Instance);
    }
}
