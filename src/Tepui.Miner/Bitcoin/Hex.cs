using System;
using System.Diagnostics.CodeAnalysis;

namespace Tepui.Miner.Bitcoin;

/// <summary>Lower-case hexadecimal, as nodes and Stratum write it. Decoding takes either case.</summary>
public static class Hex
{
    public static string Encode(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(bytes);

    /// <exception cref="FormatException">Not an even number of hexadecimal digits.</exception>
    public static byte[] Decode(ReadOnlySpan<char> text) => Convert.FromHexString(text);

    public static bool TryDecode(string? text, [NotNullWhen(true)] out byte[]? bytes)
    {
        bytes = null;
        if (text is null || text.Length % 2 != 0) return false;
        var decoded = new byte[text.Length / 2];
        if (!TryDecode(text, decoded)) return false;
        bytes = decoded;
        return true;
    }

    /// <summary>Decodes into a place of exactly half the text's length.</summary>
    public static bool TryDecode(ReadOnlySpan<char> text, Span<byte> bytes) =>
        text.Length == bytes.Length * 2
        && Convert.FromHexString(text, bytes, out _, out _) == System.Buffers.OperationStatus.Done;

    /// <summary>A 32-bit number as Stratum writes versions, bits, times and nonces: eight digits, the highest first.</summary>
    public static string EncodeUInt32(uint value) => value.ToString("x8");

    public static bool TryDecodeUInt32(string? text, out uint value)
    {
        value = 0;
        Span<byte> bytes = stackalloc byte[4];
        if (text is null || !TryDecode(text, bytes)) return false;
        value = System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(bytes);
        return true;
    }
}
