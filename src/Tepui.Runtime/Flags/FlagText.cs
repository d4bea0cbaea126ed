using System;
using System.Buffers;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace Tepui.Runtime.Flags;

/// <summary>Values of flags as text, in Mesos's forms.</summary>
public static class FlagText
{
    // With an exponent's 'e': no unit of Mesos's begins with it.
    private static readonly SearchValues<char> NumberCharacters = SearchValues.Create("0123456789.+-eE");

    // Mesos's units of Duration, largest first, so that formatting picks the largest that divides.
    private static readonly (string Unit, TimeSpan Length)[] Units =
    [
        ("weeks", TimeSpan.FromDays(7)),
        ("days", TimeSpan.FromDays(1)),
        ("hrs", TimeSpan.FromHours(1)),
        ("mins", TimeSpan.FromMinutes(1)),
        ("secs", TimeSpan.FromSeconds(1)),
        ("ms", TimeSpan.FromMilliseconds(1)),
        ("us", TimeSpan.FromMicroseconds(1)),
        ("ns", TimeSpan.FromTicks(1) / 100),
    ];

    /// <summary>A duration such as <c>10secs</c> or <c>1.5mins</c>.</summary>
    public static bool TryParseDuration(string text, out TimeSpan duration)
    {
        duration = default;
        var split = text.AsSpan().IndexOfAnyExcept(NumberCharacters);
        if (split <= 0)
            return false;
        if (!double.TryParse(text.AsSpan(0, split), NumberStyles.Float, CultureInfo.InvariantCulture, out var count))
            return false;
        var unit = text[split..];
        if (unit == "ns")
        {
            duration = TimeSpan.FromTicks((long)(count / 100));
            return true;
        }

        foreach (var (name, length) in Units)
        {
            if (name != unit)
                continue;
            var ticks = count * length.Ticks;
            if (double.IsNaN(ticks) || ticks >= long.MaxValue || ticks <= long.MinValue)
                return false;
            duration = TimeSpan.FromTicks((long)ticks);
            return true;
        }

        return false;
    }

    /// <summary>A value as Mesos's <c>/flags</c> shows it.</summary>
    public static string Format(object value) => value switch
    {
        bool flag => flag ? "true" : "false",
        TimeSpan duration => FormatDuration(duration),
        IEnumerable<string> list => string.Join(",", list),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    internal static bool TryParse(string text, Type type, out object? value)
    {
        value = null;
        if (type == typeof(string))
            value = text;
        else if (type == typeof(bool) && text is "true" or "1" or "false" or "0")
            value = text is "true" or "1";
        else if (type == typeof(int) && int.TryParse(text, CultureInfo.InvariantCulture, out var small))
            value = small;
        else if (type == typeof(long) && long.TryParse(text, CultureInfo.InvariantCulture, out var large))
            value = large;
        else if (type == typeof(double) && double.TryParse(text, CultureInfo.InvariantCulture, out var real) && double.IsFinite(real))
            value = real;
        else if (type == typeof(TimeSpan) && TryParseDuration(text, out var duration))
            value = duration;
        return value is not null;
    }

    internal static string Describe(Type type) => type switch
    {
        _ when type == typeof(bool) => "true or false",
        _ when type == typeof(int) || type == typeof(long) => "a whole number",
        _ when type == typeof(double) => "a number",
        _ when type == typeof(TimeSpan) => $"a duration such as 10secs (units {string.Join(", ", Units.Select(unit => unit.Unit).Reverse())})",
        _ => "a text",
    };

    private static string FormatDuration(TimeSpan duration)
    {
        if (duration == TimeSpan.Zero)
            return "0ns";
        foreach (var (unit, length) in Units)
        {
            if (length > TimeSpan.Zero && duration.Ticks % length.Ticks == 0)
                return $"{duration.Ticks / length.Ticks}{unit}";
        }

        return $"{duration.Ticks * 100}ns";
    }
}
