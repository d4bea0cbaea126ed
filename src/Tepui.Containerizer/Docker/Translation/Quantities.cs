using System;
using System.Globalization;

namespace Tepui.Containerizer.Docker.Translation;

/// <summary>Numbers as <c>docker run</c> reads them.</summary>
internal static class Quantities
{
    /// <summary>A number with b, k, m, g or t, in powers of 1024; null when it is none.</summary>
    public static long? Bytes(string text)
    {
        ReadOnlySpan<char> rest = text.AsSpan().Trim();
        if (rest.Length > 0 && rest[^1] is 'b' or 'B')
            rest = rest[..^1];
        if (rest.Length > 0 && rest[^1] is 'i' or 'I')
            rest = rest[..^1];
        int power = rest.Length == 0 ? 0 : "kmgt".IndexOf(char.ToLowerInvariant(rest[^1]), StringComparison.Ordinal) + 1;
        if (power > 0)
            rest = rest[..^1];
        const NumberStyles Style = NumberStyles.AllowDecimalPoint | NumberStyles.AllowTrailingWhite;
        if (!double.TryParse(rest, Style, CultureInfo.InvariantCulture, out double number))
            return null;
        double bytes = number * Math.Pow(1024, power);
        return bytes < long.MaxValue ? (long)bytes : null;
    }
}
