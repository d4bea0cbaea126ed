using System;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using System.Numerics;
using System.Text;

namespace Tepui.Miner.Bitcoin;

/// <summary>Base58Check: Bitcoin's older text form of bytes, with a checksum of four.</summary>
public static class Base58
{
    private const string Alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    private const int ChecksumLength = 4;
    private const int GreatestTextLength = 120;

    /// <summary>The bytes without their checksum; false when the text has a strange letter or a wrong checksum.</summary>
    public static bool TryDecodeCheck(string text, [NotNullWhen(true)] out byte[]? payload)
    {
        payload = null;
        if (text.Length > GreatestTextLength)
            return false;
        var number = BigInteger.Zero;
        foreach (var letter in text)
        {
            var digit = Alphabet.IndexOf(letter, StringComparison.Ordinal);
            if (digit < 0)
                return false;
            number = (number * 58) + digit;
        }

        var zeros = text.TakeWhile(letter => letter == '1').Count();
        byte[] bytes = [.. new byte[zeros], .. number.IsZero ? [] : number.ToByteArray(isUnsigned: true, isBigEndian: true)];
        if (bytes.Length < ChecksumLength || !Checksum(bytes.AsSpan(..^ChecksumLength)).SequenceEqual(bytes.AsSpan(^ChecksumLength..)))
            return false;
        payload = bytes[..^ChecksumLength];
        return true;
    }

    public static string EncodeCheck(ReadOnlySpan<byte> payload)
    {
        byte[] bytes = [.. payload, .. Checksum(payload)];
        var text = new StringBuilder();
        for (var number = new BigInteger(bytes, isUnsigned: true, isBigEndian: true); !number.IsZero; number /= 58)
            text.Insert(0, Alphabet[(int)(number % 58)]);
        return new string('1', bytes.TakeWhile(value => value == 0).Count()) + text;
    }

    private static ReadOnlySpan<byte> Checksum(ReadOnlySpan<byte> payload) =>
        DoubleSha256.Hash(payload).ToByteArray().AsSpan(0, ChecksumLength);
}
