using System;
using Tepui.Miner.Bitcoin;

namespace Tepui.Miner.Stratum;

/// <summary>
/// The previous block's hash as <c>mining.notify</c> writes it: the header's bytes, with those of every 32-bit word turned round.
/// </summary>
internal static class PreviousBlockText
{
    public static string Encode(Hash256 hash)
    {
        var bytes = hash.ToByteArray();
        SwapWords(bytes);
        return Hex.Encode(bytes);
    }

    public static bool TryDecode(string? text, out Hash256 hash)
    {
        hash = default;
        Span<byte> bytes = stackalloc byte[Hash256.Size];
        if (text is null || !Hex.TryDecode(text, bytes)) return false;
        SwapWords(bytes);
        hash = new Hash256(bytes);
        return true;
    }

    private static void SwapWords(Span<byte> bytes)
    {
        for (var at = 0; at < bytes.Length; at += 4) bytes.Slice(at, 4).Reverse();
    }
}
