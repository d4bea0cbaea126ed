using System;
using System.Globalization;

namespace Tepui.Runtime.Flags;

/// <summary>Amounts of bytes as Mesos's flags have them: a whole number with a unit, <c>4096B</c> or <c>4KB</c>.</summary>
public static class ByteText
{
    private static readonly string[] Units = ["B", "KB", "MB", "GB", "TB"];

    public static bool TryParse(string text, out long bytes)
    {
        int digits = text.AsSpan().IndexOfAnyExceptInRange('0', '9');
        int unit = digits < 0 ? -1 : Array.IndexOf(Units, text[digits..]);
        bytes = 0;
        if (unit < 0 || !long.TryParse(text.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            || number > long.MaxValue >> (10 * unit))
        {
            return false;
        }

        bytes = number << (10 * unit);
        return true;
    }
}
