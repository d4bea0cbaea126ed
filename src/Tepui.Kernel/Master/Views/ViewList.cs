using System;
using System.Collections;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Linq;

namespace Tepui.Kernel.Master.Views;

/// <summary>What a view shows of a list, in parts: immutable. To walk all of it costs the least part by part.</summary>
[SuppressMessage("Naming", "CA1710", Justification = "A list in a view.")]
public sealed class ViewList<TView>(ViewPart<TView>[] parts, int count) : IReadOnlyList<TView>
{
    public int Count => count;

    public ReadOnlySpan<ViewPart<TView>> Parts => parts;

    /// <summary>The number of parts, for loops that wait between parts.</summary>
    public int PartCount => parts.Length;

    public TView this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)count);
            var rest = index;
            foreach (var part in parts)
            {
                if (rest < part.Items.Length)
                {
                    return part.Items[rest];
                }

                rest -= part.Items.Length;
            }

            throw new InvalidOperationException("the parts hold fewer items than the list counts");
        }
    }

    public ViewPart<TView> Part(int index) => parts[index];

    public IEnumerator<TView> GetEnumerator()
    {
        foreach (var part in parts)
        {
            for (var index = 0; index < part.Items.Length; index++)
            {
                yield return part.Items[index];
            }
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>Lists that are not a master's.</summary>
public static class ViewList
{
    private const int PartSize = 32;

    public static ViewList<TView> Empty<TView>() => Nothing<TView>.List;

    /// <summary>What a reader chose.</summary>
    public static ViewList<TView> Of<TView>(IEnumerable<TView> items)
    {
        ViewPart<TView>[] parts = [.. items.Chunk(PartSize).Select(static some => new ViewPart<TView>(some))];
        return new ViewList<TView>(parts, parts.Sum(static part => part.Items.Length));
    }

    private static class Nothing<TView>
    {
        public static readonly ViewList<TView> List = new([], 0);
    }
}
