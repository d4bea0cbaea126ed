using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using System.Text;

namespace Tepui.Miner.Bitcoin;

/// <summary>Bech32 (BIP 173) for witness version 0, bech32m (BIP 350) for the versions after it.</summary>
public static class Bech32
{
    private const string Alphabet = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    private const uint Constant = 1;
    private const uint ConstantM = 0x2bc830a3;
    private const int ChecksumLength = 6;
    private const int GreatestLength = 90;
    private static readonly uint[] Generator = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];

    /// <summary>Reads a segwit address of any network; false when a letter, the checksum or the program's length is wrong.</summary>
    public static bool TryDecodeSegwit(string text, out string prefix, out int version, [NotNullWhen(true)] out byte[]? program)
    {
        (version, program) = (0, null);
        if (!TryDecode(text, out prefix, out var values, out var constant) || values.Length < 1)
            return false;
        version = values[0];
        if (version > 16 || constant != (version == 0 ? Constant : ConstantM) || !TryRegroup(values.AsSpan(1), out var bytes))
            return false;
        if (bytes.Length is < 2 or > 40 || (version == 0 && bytes.Length is not (20 or 32)))
            return false;
        program = bytes;
        return true;
    }

    public static string EncodeSegwit(string prefix, int version, ReadOnlySpan<byte> program)
    {
        var values = new List<byte> { (byte)version };
        int accumulator = 0, bits = 0;
        foreach (var value in program)
        {
            accumulator = (accumulator << 8) | value;
            for (bits += 8; bits >= 5; bits -= 5)
                values.Add((byte)((accumulator >> (bits - 5)) & 31));
            accumulator &= 31;
        }

        if (bits > 0)
            values.Add((byte)((accumulator << (5 - bits)) & 31));
        var checksum = Polymod([.. Expand(prefix), .. values, .. new byte[ChecksumLength]]) ^ (version == 0 ? Constant : ConstantM);
        for (var i = 0; i < ChecksumLength; i++)
            values.Add((byte)((checksum >> (5 * (5 - i))) & 31));
        return values.Aggregate(new StringBuilder(prefix).Append('1'), (text, value) => text.Append(Alphabet[value])).ToString();
    }

    private static bool TryDecode(string text, out string prefix, out byte[] values, out uint constant)
    {
        (prefix, values, constant) = ("", [], 0);
        var lower = text.ToLowerInvariant();
        var separator = lower.LastIndexOf('1');
        if (text.Length > GreatestLength || separator < 1 || separator + 1 + ChecksumLength > text.Length
            || (text.Any(char.IsAsciiLetterLower) && text.Any(char.IsAsciiLetterUpper)) || text.Any(letter => letter is < '!' or > '~'))
            return false;
        prefix = lower[..separator];
        var all = lower[(separator + 1)..].Select(letter => Alphabet.IndexOf(letter, StringComparison.Ordinal)).ToArray();
        if (all.Contains(-1))
            return false;
        var data = all.Select(value => (byte)value).ToArray();
        constant = Polymod([.. Expand(prefix), .. data]);
        values = data[..^ChecksumLength];
        return constant is Constant or ConstantM;
    }

    /// <summary>Groups of five bits become bytes; the bits left over must be fewer than five, and zero.</summary>
    private static bool TryRegroup(ReadOnlySpan<byte> values, out byte[] bytes)
    {
        var grouped = new List<byte>();
        int accumulator = 0, bits = 0;
        foreach (var value in values)
        {
            accumulator = ((accumulator << 5) | value) & 0xfff;
            bits += 5;
            if (bits >= 8)
            {
                bits -= 8;
                grouped.Add((byte)(accumulator >> bits));
            }
        }

        bytes = [.. grouped];
        return bits < 5 && (accumulator & ((1 << bits) - 1)) == 0;
    }

    private static IEnumerable<byte> Expand(string prefix) =>
        [.. prefix.Select(letter => (byte)(letter >> 5)), 0, .. prefix.Select(letter => (byte)(letter & 31))];

    private static uint Polymod(IEnumerable<byte> values)
    {
        uint checksum = 1;
        foreach (var value in values)
        {
            var top = checksum >> 25;
            checksum = ((checksum & 0x1ffffff) << 5) ^ value;
            for (var i = 0; i < Generator.Length; i++)
                if (((top >> i) & 1) != 0)
                    checksum ^= Generator[i];
        }

        return checksum;
    }
}
