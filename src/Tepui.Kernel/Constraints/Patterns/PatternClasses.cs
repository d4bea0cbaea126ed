using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace Tepui.Kernel.Constraints.Patterns;

/// <summary>Sets that have names in RE2's syntax.</summary>
internal static class PatternClasses
{
    public static readonly CodePointSet Digit = Of("09");
    public static readonly CodePointSet Space = Of("\t\n\f\r  ");
    public static readonly CodePointSet Word = Of("09AZ__az");

    private static readonly Dictionary<string, CodePointSet> Posix = new(StringComparer.Ordinal)
    {
        ["alnum"] = Of("09AZaz"),
        ["alpha"] = Of("AZaz"),
        ["ascii"] = Of("\0\u007f"),
        ["blank"] = Of("\t\t  "),
        ["cntrl"] = Of("\0\u001f\u007f\u007f"),
        ["digit"] = Digit,
        ["graph"] = Of("!~"),
        ["lower"] = Of("az"),
        ["print"] = Of(" ~"),
        ["punct"] = Of("!/:@[`{~"),
        ["space"] = Of("\t\r  "),
        ["upper"] = Of("AZ"),
        ["word"] = Word,
        ["xdigit"] = Of("09AFaf"),
    };

    /// <summary>The letters that stand for general categories, as Unicode has them in this order.</summary>
    private static readonly string[] Categories =
    [
        "Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Nl", "No", "Zs", "Zl", "Zp", "Cc", "Cf", "Cs", "Co", "Pc", "Pd", "Ps",
        "Pe", "Pi", "Pf", "Po", "Sm", "Sc", "Sk", "So", "Cn",
    ];

    /// <summary><c>[:name:]</c> or <c>[:^name:]</c>; null when there is none.</summary>
    public static CodePointSet? OfPosix(string name) =>
        name.StartsWith('^') ? Posix.GetValueOrDefault(name[1..])?.Negate() : Posix.GetValueOrDefault(name);

    /// <summary>\d \s \w and their negations; null for another letter.</summary>
    public static CodePointSet? OfPerl(int letter) => letter switch
    {
        'd' => Digit,
        'D' => Digit.Negate(),
        's' => Space,
        'S' => Space.Negate(),
        'w' => Word,
        'W' => Word.Negate(),
        _ => null,
    };

    /// <summary>A general category, <c>L</c> or <c>Lu</c>, or <c>Any</c>; null for another name. Scripts are not known here.</summary>
    public static CodePointSet? OfUnicode(string name)
    {
        if (name is "Any")
        {
            return CodePointSet.All;
        }

        if (name is "Cn" || !Array.Exists(Categories, category => category.StartsWith(name, StringComparison.Ordinal)))
        {
            return null;
        }

        // RE2 does not count what is not assigned as a part of C.
        return CodePointSet.Of(Enumerable.Range(0, 0x110000)
            .Where(codePoint => Categories[(int)CharUnicodeInfo.GetUnicodeCategory(codePoint)] is not "Cn" and var category
                && category.StartsWith(name, StringComparison.Ordinal))
            .Select(static codePoint => (codePoint, codePoint)));
    }

    private static CodePointSet Of(string ends) =>
        CodePointSet.Of(Enumerable.Range(0, ends.Length / 2).Select(index => ((int)ends[2 * index], (int)ends[(2 * index) + 1])));
}
