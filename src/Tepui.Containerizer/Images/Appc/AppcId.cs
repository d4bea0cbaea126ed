using System;
using System.Linq;

namespace Tepui.Containerizer.Images.Appc;

/// <summary>Ids of ACIs: <c>sha512-</c> and 128 hexadecimal digits, of the plain archive (appc spec, Image ID).</summary>
internal static class AppcId
{
    private const string Algorithm = "sha512-";
    private const int Length = 128;

    public static bool IsId(string text) =>
        text.Length == Algorithm.Length + Length && text.StartsWith(Algorithm, StringComparison.Ordinal)
            && text.Skip(Algorithm.Length).All(digit => digit is (>= '0' and <= '9') or (>= 'a' and <= 'f'));

    public static string OfHash(byte[] hash) => Algorithm + Convert.ToHexStringLower(hash);
}
