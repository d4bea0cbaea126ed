using System;
using System.Security.Cryptography;

namespace Tepui.Containerizer.Images.References;

/// <summary>Names of content: <c>sha256:</c> and 64 hexadecimal digits. No other algorithm is in use.</summary>
internal static class Digest
{
    private const string Algorithm = "sha256:";
    private const int Length = 64;

    public static bool IsDigest(string text)
    {
        if (!text.StartsWith(Algorithm, StringComparison.Ordinal) || text.Length != Algorithm.Length + Length)
            return false;
        foreach (char digit in text.AsSpan(Algorithm.Length))
        {
            if (digit is not ((>= '0' and <= '9') or (>= 'a' and <= 'f')))
                return false;
        }

        return true;
    }

    public static string Of(ReadOnlySpan<byte> content) => OfHash(SHA256.HashData(content));

    public static string OfHash(byte[] hash) => Algorithm + Convert.ToHexStringLower(hash);

    /// <summary>The digits alone, which a file can be named by.</summary>
    public static string Hex(string digest) => digest[Algorithm.Length..];

    /// <exception cref="ImageException">It is none of those that can be checked.</exception>
    public static string Checked(string? digest) =>
        digest is not null && IsDigest(digest)
            ? digest
            : throw new ImageException("its manifest names content by something else than sha256: push it anew");
}
