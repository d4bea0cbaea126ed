using System;
using System.Collections.Generic;
using System.Globalization;

namespace Tepui.Containerizer.Isolation.Cgroups.Text;

/// <summary>Files of lines with a name and a number each, as memory.stat and cpu.stat are.</summary>
internal static class KeyedNumbers
{
    /// <summary>Lines that are not so are passed over: kernels add new ones.</summary>
    public static Dictionary<string, ulong> Parse(string text)
    {
        var numbers = new Dictionary<string, ulong>(StringComparer.Ordinal);
        foreach (ReadOnlySpan<char> line in text.AsSpan().EnumerateLines())
        {
            int space = line.IndexOf(' ');
            if (space > 0 && ulong.TryParse(line[(space + 1)..].Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out ulong number))
                numbers[line[..space].ToString()] = number;
        }

        return numbers;
    }

    /// <summary>One of them; 0 when it is not there.</summary>
    public static ulong Find(string? text, string name) => text is null ? 0 : Parse(text).GetValueOrDefault(name);
}
