using System;
using System.Collections;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Tepui.Kernel.Resources;

/// <summary>Both ends belong to it.</summary>
public readonly record struct Range64(ulong Begin, ulong End);

/// <summary>
/// An immutable set of whole numbers as ranges: sorted, disjoint, and with neighbours joined, so that equal sets have equal
/// ranges.
/// </summary>
[SuppressMessage("Naming", "CA1710", Justification = "It is a set of numbers; a list is how it is kept.")]
public sealed class RangeList : IReadOnlyList<Range64>, IEquatable<RangeList>
{
    public static readonly RangeList Empty = new([]);

    private readonly Range64[] _ranges;

    private RangeList(Range64[] ranges) => _ranges = ranges;

    public int Count => _ranges.Length;

    public bool IsEmpty => _ranges.Length == 0;

    /// <summary>How many numbers it holds.</summary>
    public ulong Size
    {
        get
        {
            ulong size = 0;
            foreach (var range in _ranges)
            {
                size += range.End - range.Begin + 1;
            }

            return size;
        }
    }

    public ReadOnlySpan<Range64> Span => _ranges;

    public Range64 this[int index] => _ranges[index];

    /// <summary>Sorts and joins; a range whose begin lies beyond its end is left out.</summary>
    public static RangeList From(IEnumerable<Range64> ranges)
    {
        var sorted = new List<Range64>();
        foreach (var range in ranges)
        {
            if (range.Begin <= range.End)
            {
                sorted.Add(range);
            }
        }

        if (sorted.Count == 0)
        {
            return Empty;
        }

        sorted.Sort(static (left, right) => left.Begin.CompareTo(right.Begin));
        var joined = new List<Range64>(sorted.Count);
        foreach (var range in sorted)
        {
            Append(joined, range);
        }

        return new RangeList(joined.ToArray());
    }

    public RangeList Add(RangeList other)
    {
        if (other.IsEmpty)
        {
            return this;
        }

        if (IsEmpty)
        {
            return other;
        }

        var result = new List<Range64>(Count + other.Count);
        int left = 0, right = 0;
        while (left < Count || right < other.Count)
        {
            var takeLeft = right == other.Count || (left < Count && _ranges[left].Begin <= other._ranges[right].Begin);
            Append(result, takeLeft ? _ranges[left++] : other._ranges[right++]);
        }

        return new RangeList(result.ToArray());
    }

    public RangeList Subtract(RangeList other)
    {
        if (IsEmpty || other.IsEmpty)
        {
            return this;
        }

        var result = new List<Range64>(Count + other.Count);
        var right = 0;
        foreach (var range in _ranges)
        {
            var begin = range.Begin;
            var consumed = false;
            while (right < other.Count && other._ranges[right].End < begin)
            {
                right++;
            }

            for (var index = right; index < other.Count && other._ranges[index].Begin <= range.End; index++)
            {
                var taken = other._ranges[index];
                if (taken.Begin > begin)
                {
                    result.Add(new Range64(begin, taken.Begin - 1));
                }

                if (taken.End >= range.End)
                {
                    consumed = true;
                    break;
                }

                begin = taken.End + 1;
            }

            if (!consumed)
            {
                result.Add(new Range64(begin, range.End));
            }
        }

        return result.Count == 0 ? Empty : new RangeList(result.ToArray());
    }

    /// <summary>Every number of <paramref name="other"/> is here too.</summary>
    public bool Contains(RangeList other)
    {
        var left = 0;
        foreach (var range in other._ranges)
        {
            while (left < Count && _ranges[left].End < range.Begin)
            {
                left++;
            }

            if (left == Count || _ranges[left].Begin > range.Begin || _ranges[left].End < range.End)
            {
                return false;
            }
        }

        return true;
    }

    public bool Equals(RangeList? other) => other is not null && Span.SequenceEqual(other.Span);

    public override bool Equals(object? obj) => Equals(obj as RangeList);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var range in _ranges)
        {
            hash.Add(range);
        }

        return hash.ToHashCode();
    }

    /// <summary>As Mesos writes it: <c>[31000-31009, 32000-32000]</c>.</summary>
    public override string ToString()
    {
        var text = new StringBuilder("[");
        foreach (var range in _ranges)
        {
            text.Append(text.Length > 1 ? ", " : "").Append(range.Begin).Append('-').Append(range.End);
        }

        return text.Append(']').ToString();
    }

    public IEnumerator<Range64> GetEnumerator() => ((IEnumerable<Range64>)_ranges).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _ranges.GetEnumerator();

    private static void Append(List<Range64> ranges, Range64 range)
    {
        if (ranges.Count > 0)
        {
            var last = ranges[^1];
            if (last.End == ulong.MaxValue || range.Begin <= last.End + 1)
            {
                ranges[^1] = new Range64(last.Begin, Math.Max(last.End, range.End));
                return;
            }
        }

        ranges.Add(range);
    }
}
