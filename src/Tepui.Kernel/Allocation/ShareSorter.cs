using System;
using System.Collections.Generic;
using Tepui.Kernel.Resources;

namespace Tepui.Kernel.Allocation;

/// <summary>Keeps nodes in the order they are to be served in. A change of one node moves that node only.</summary>
internal sealed class ShareSorter<TNode>(SorterKind kind, ClusterTotals totals, Random random)
    where TNode : ShareNode
{
    private readonly List<TNode> _nodes = [];
    private int _version;

    public int Count => _nodes.Count;

    public void Add(TNode node)
    {
        _nodes.Add(node);
        _version = 0;
    }

    public void Remove(TNode node)
    {
        _nodes.Remove(node);
    }

    public void SetWeight(TNode node, double weight)
    {
        node.Weight = weight;
        _version = 0;
    }

    public void Allocated(TNode node, ResourceSet resources)
    {
        var position = Position(node);
        totals.Apply(resources, ref node.Quantities, 1);
        node.Grants++;
        Move(node, position);
    }

    public void Recovered(TNode node, ResourceSet resources, int sign = 1)
    {
        var position = Position(node);
        totals.Apply(resources, ref node.Quantities, -sign);
        Move(node, position);
    }

    /// <summary>The nodes in turn; good until the next change.</summary>
    public List<TNode> Sorted()
    {
        if (kind == SorterKind.Random)
        {
            Shuffle();
        }
        else if (_version != totals.Version)
        {
            foreach (var node in _nodes)
            {
                node.Share = totals.DominantShare(node.Quantities) / node.Weight;
            }

            _nodes.Sort(ShareOrder.Instance);
            _version = totals.Version;
        }

        return _nodes;
    }

    private int Position(TNode node) =>
        kind == SorterKind.DominantShare && _version == totals.Version ? _nodes.BinarySearch(node, ShareOrder.Instance) : -1;

    private void Move(TNode node, int position)
    {
        if (position < 0)
        {
            return;
        }

        node.Share = totals.DominantShare(node.Quantities) / node.Weight;
        if ((position == 0 || ShareOrder.Instance.Compare(_nodes[position - 1], node) < 0) &&
            (position == _nodes.Count - 1 || ShareOrder.Instance.Compare(node, _nodes[position + 1]) < 0))
        {
            return;
        }

        _nodes.RemoveAt(position);
        _nodes.Insert(~_nodes.BinarySearch(node, ShareOrder.Instance), node);
    }

    // The order of exponentially distributed times, each with its node's weight as rate, is a weighted shuffle.
    private void Shuffle()
    {
        foreach (var node in _nodes)
        {
            node.Share = -Math.Log(1 - random.NextDouble()) / node.Weight;
        }

        _nodes.Sort(ShareOrder.Instance);
    }
}
