using System;
using System.Globalization;

namespace Tepui.ZooKeeper.Values;

/// <summary>The names of a value's parts: the generation and writer they were written by, and their number.</summary>
internal static class ValuePart
{
    private const string Mark = "part_";

    public static string Prefix(Guid writer, long generation) =>
        string.Create(CultureInfo.InvariantCulture, $"{Mark}{generation:D19}_{writer:N}_");

    public static string Name(string prefix, int number) => string.Create(CultureInfo.InvariantCulture, $"{prefix}{number:D5}");

    /// <summary>Whether a child of the value's node is a part of anything; others are not ours to remove.</summary>
    public static bool IsOne(string name) => name.StartsWith(Mark, StringComparison.Ordinal);
}
