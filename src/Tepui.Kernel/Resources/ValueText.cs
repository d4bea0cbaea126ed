using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Mesos.V1;

namespace Tepui.Kernel.Resources;

/// <summary>
/// Values as the flags <c>--resources</c> and <c>--attributes</c> have them (docs/attributes-resources.md):
/// <c>[1-2,5-9]</c> are ranges, <c>{a,b}</c> is a set, a number is a scalar and anything else a text. Spaces do not count.
/// </summary>
public static class ValueText
{
    private static readonly (char Open, char Close)[] Brackets = [('{', '}'), ('[', ']'), ('(', ')')];

    /// <summary>The value, or null with the reason added to <paramref name="faults"/>.</summary>
    public static Value? Parse(string text, List<string> faults)
    {
        var value = text.Replace(" ", "", StringComparison.Ordinal);
        if (value.Length == 0)
        {
            faults.Add("Expecting non-empty string");
            return null;
        }

        if (!Array.TrueForAll(Brackets, pair => Matches(value, pair.Open, pair.Close)))
        {
            faults.Add("Mismatched brackets");
            return null;
        }

        if (value[0] == '[')
        {
            return ParseRanges(value, faults);
        }

        if (value.AsSpan().IndexOfAny('[', value[0] == '{' ? '[' : '{') is var index and >= 0)
        {
            faults.Add($"Unexpected '{value[index]}' found");
            return null;
        }

        return value[0] == '{' ? ParseSet(value) : ParseScalarOrText(value, faults);
    }

    private static Value? ParseRanges(string value, List<string> faults)
    {
        var tokens = value.Split(['[', ']', '-', ',', '\n'], StringSplitOptions.RemoveEmptyEntries);
        if (tokens.Length % 2 != 0)
        {
            faults.Add("Expecting one or more \"ranges\"");
            return null;
        }

        var ranges = new List<Range64>();
        var before = faults.Count;
        for (var index = 0; index < tokens.Length; index += 2)
        {
            if (!TryWholeNumber(tokens[index], out var begin) || !TryWholeNumber(tokens[index + 1], out var end))
            {
                faults.Add($"Expecting non-negative integers in '{tokens[index]}-{tokens[index + 1]}'");
            }
            else if (begin > end)
            {
                faults.Add($"begin > end in '{begin}-{end}'");
            }
            else
            {
                ranges.Add(new Range64(begin, end));
            }
        }

        if (faults.Count > before)
        {
            return null;
        }

        var joined = RangeList.From(ranges).Select(static range => new Value.Types.Range { Begin = range.Begin, End = range.End });
        return new Value { Type = Value.Types.Type.Ranges, Ranges = new Value.Types.Ranges { Range = { joined } } };
    }

    private static Value ParseSet(string value) => new()
    {
        Type = Value.Types.Type.Set,
        Set = new Value.Types.Set { Item = { value.Split(['{', '}', ',', '\n'], StringSplitOptions.RemoveEmptyEntries) } },
    };

    private static Value? ParseScalarOrText(string value, List<string> faults)
    {
        if (TryNumber(value, out var number) && double.IsSubnormal(number))
        {
            faults.Add("Subnormal values not supported");
            return null;
        }

        return TryNumber(value, out number) && double.IsFinite(number) && number >= 0
            ? new Value { Type = Value.Types.Type.Scalar, Scalar = new Value.Types.Scalar { Value = number } }
            : new Value { Type = Value.Types.Type.Text, Text = new Value.Types.Text { Value = value } };
    }

    private static bool TryNumber(string text, out double number)
    {
        if (IsHexadecimal(text) && TryWholeNumber(text, out var whole))
        {
            number = whole;
            return true;
        }

        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number);
    }

    private static bool TryWholeNumber(string text, out ulong number) => IsHexadecimal(text)
        ? ulong.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number)
        : ulong.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);

    private static bool IsHexadecimal(string text) => text.StartsWith("0x", StringComparison.OrdinalIgnoreCase);

    private static bool Matches(string text, char open, char close)
    {
        var depth = 0;
        foreach (var character in text)
        {
            depth += character == open ? 1 : character == close ? -1 : 0;
            if (depth < 0)
            {
                return false;
            }
        }

        return depth == 0;
    }
}
