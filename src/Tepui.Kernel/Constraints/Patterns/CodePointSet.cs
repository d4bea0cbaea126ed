using System;
using System.Collections.Generic;
using System.Text;

namespace Tepui.Kernel.Constraints.Patterns;

/// <summary>Code points as ranges: sorted, apart from each other, never changed.</summary>
internal sealed class CodePointSet
{
    private const int Last = 0x10FFFF;

    public static readonly CodePointSet All = new([(0, Last)]);

    public static readonly CodePointSet AllButNewline = Of('\n').Negate();

    private readonly (int First, int Last)[] _ranges;

    private CodePointSet((int First, int Last)[] ranges) => _ranges = ranges;

    public static CodePointSet Of(int codePoint) => new([(codePoint, codePoint)]);

    /// <summary>The union of ranges in any order.</summary>
    public static CodePointSet Of(IEnumerable<(int First, int Last)> ranges)
    {
        var sorted = new List<(int First, int Last)>(ranges);
        sorted.Sort();
        var united = new List<(int First, int Last)>();
        foreach (var range in sorted)
        {
            if (united.Count > 0 && range.First <= united[^1].Last + 1)
            {
                united[^1] = (united[^1].First, Math.Max(united[^1].Last, range.Last));
            }
            else
            {
                united.Add(range);
            }
        }

        return new CodePointSet([.. united]);
    }

    public IReadOnlyList<(int First, int Last)> Ranges => _ranges;

    public bool Contains(int codePoint)
    {
        foreach (var (first, last) in _ranges)
        {
            if (codePoint <= last)
            {
                return codePoint >= first;
            }
        }

        return false;
    }

    public CodePointSet Negate()
    {
        var gaps = new List<(int, int)>();
        var next = 0;
        foreach (var (first, last) in _ranges)
        {
            if (first > next)
            {
                gaps.Add((next, first - 1));
            }

            next = last + 1;
        }

        if (next <= Last)
        {
            gaps.Add((next, Last));
        }

        return new CodePointSet([.. gaps]);
    }

    /// <summary>With all that differs from one of it by case only.</summary>
    public CodePointSet FoldCase()
    {
        var ranges = new List<(int, int)>(_ranges);
        foreach (var (first, last) in _ranges)
        {
            for (var codePoint = first; codePoint <= last; codePoint++)
            {
                if (Rune.IsValid(codePoint))
                {
                    AddVariants(new Rune(codePoint), ranges);
                }
            }
        }

        return Of(ranges);
    }

    /// <summary>
    /// How many instructions RE2 makes of it, which works on the bytes of UTF-8: each range takes its length in bytes, and ASCII
    /// letters of both cases one together.
    /// </summary>
    public int Cost()
    {
        var cost = 0;
        foreach (var (first, last) in _ranges)
        {
            if (first >= 'A' && last <= 'Z' && Contains(first + 'a' - 'A') && Contains(last + 'a' - 'A'))
            {
                continue;
            }

            cost += last < 0x80 ? 1 : last < 0x800 ? 2 : last < 0x10000 ? 3 : 4;
            cost += first < 0x80 && last >= 0x80 ? 1 : 0;
        }

        return Math.Max(1, cost);
    }

    private static void AddVariants(Rune rune, List<(int, int)> ranges)
    {
        var (lower, upper) = (Rune.ToLowerInvariant(rune), Rune.ToUpperInvariant(rune));
        if (lower == upper)
        {
            return;
        }

        Add(lower.Value);
        Add(upper.Value);

        // The two letters that ASCII shares with others: the Kelvin sign and the long s.
        if (lower.Value is 'k' or 's')
        {
            Add(lower.Value == 'k' ? 0x212A : 0x17F);
        }

        void Add(int codePoint) => ranges.Add((codePoint, codePoint));
    }
}
