using System;

namespace Tepui.Miner.Bitcoin;

/// <summary>The little of Bitcoin's script language that a miner writes.</summary>
public static class Script
{
    /// <summary>A coinbase's script is 2 to 100 bytes long (consensus).</summary>
    public const int LeastCoinbaseLength = 2;

    public const int GreatestCoinbaseLength = 100;

    public const byte Op0 = 0x00;
    public const byte PushData1 = 0x4c;
    public const byte Op1 = 0x51;
    public const byte Return = 0x6a;
    public const byte Duplicate = 0x76;
    public const byte Equal = 0x87;
    public const byte EqualVerify = 0x88;
    public const byte Hash160 = 0xa9;
    public const byte CheckSignature = 0xac;

    /// <summary>Pushes data of at most 255 bytes.</summary>
    public static BitcoinWriter Push(this BitcoinWriter writer, ReadOnlySpan<byte> data)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(data.Length, byte.MaxValue);
        if (data.Length >= PushData1)
            writer.Byte(PushData1);
        return writer.Byte((byte)data.Length).Bytes(data);
    }

    /// <summary>
    /// Pushes a number as BIP 34 wants a block's height: 0 and 1 to 16 as their opcodes, anything else as the shortest
    /// little-endian bytes with a sign bit.
    /// </summary>
    public static BitcoinWriter PushNumber(this BitcoinWriter writer, long value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        if (value == 0)
            return writer.Byte(Op0);
        if (value <= 16)
            return writer.Byte((byte)(Op1 + value - 1));
        Span<byte> bytes = stackalloc byte[9];
        var length = 0;
        for (var rest = value; rest != 0; rest >>= 8)
            bytes[length++] = (byte)rest;
        if ((bytes[length - 1] & 0x80) != 0)
            bytes[length++] = 0;
        return writer.Push(bytes[..length]);
    }

    /// <summary>The first bytes that BIP 34 demands of the coinbase's script in a block of this height.</summary>
    public static byte[] HeightPrefix(long height) => new BitcoinWriter(8).PushNumber(height).ToArray();

    public static byte[] PayToPublicKeyHash(ReadOnlySpan<byte> hash) =>
        new BitcoinWriter(25).Byte(Duplicate).Byte(Hash160).Push(hash).Byte(EqualVerify).Byte(CheckSignature).ToArray();

    public static byte[] PayToScriptHash(ReadOnlySpan<byte> hash) =>
        new BitcoinWriter(23).Byte(Hash160).Push(hash).Byte(Equal).ToArray();

    /// <summary>BIP 141's output: a version and a program of 2 to 40 bytes.</summary>
    public static byte[] PayToWitness(int version, ReadOnlySpan<byte> program) =>
        new BitcoinWriter(42).PushNumber(version).Push(program).ToArray();
}
