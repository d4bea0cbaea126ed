using System;
using System.Buffers.Binary;

namespace Tepui.Miner.Bitcoin;

/// <summary>
/// The 80 bytes whose hash is a block's proof of work. <paramref name="Time"/> counts seconds since 1970;
/// <paramref name="Bits"/> is the compact form of the target.
/// </summary>
public readonly record struct BlockHeader(
    uint Version, Hash256 PreviousBlock, Hash256 MerkleRoot, uint Time, uint Bits, uint Nonce)
{
    public const int Size = 80;

    /// <exception cref="FormatException">Not 80 bytes.</exception>
    public static BlockHeader Parse(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Size) throw new FormatException($"A block header has {Size} bytes, not {bytes.Length}.");
        return new BlockHeader(
            BinaryPrimitives.ReadUInt32LittleEndian(bytes),
            new Hash256(bytes[4..36]),
            new Hash256(bytes[36..68]),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[68..]),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[72..]),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[76..]));
    }

    public void CopyTo(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, Version);
        PreviousBlock.CopyTo(bytes[4..]);
        MerkleRoot.CopyTo(bytes[36..]);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[68..], Time);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[72..], Bits);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[76..], Nonce);
    }

    public byte[] ToByteArray()
    {
        var bytes = new byte[Size];
        CopyTo(bytes);
        return bytes;
    }

    public Hash256 ComputeHash()
    {
        Span<byte> bytes = stackalloc byte[Size];
        CopyTo(bytes);
        return DoubleSha256.Hash(bytes);
    }
}
