using System;
using System.Buffers.Binary;

namespace Tepui.Miner.Bitcoin;

/// <summary>Reads Bitcoin's serialization; every fault is a <see cref="FormatException"/> that says where the bytes went wrong.</summary>
public ref struct BitcoinReader(ReadOnlySpan<byte> data)
{
    private readonly ReadOnlySpan<byte> _data = data;

    public int Position { get; private set; }

    public readonly int Remaining => _data.Length - Position;

    public readonly bool AtEnd => Remaining == 0;

    public ReadOnlySpan<byte> Bytes(int count)
    {
        if (count < 0 || count > Remaining)
            throw new FormatException($"the data ends at byte {_data.Length}, but {count} more bytes belong after byte {Position}");
        var value = _data.Slice(Position, count);
        Position += count;
        return value;
    }

    public byte Byte() => Bytes(1)[0];

    public readonly byte PeekByte(int ahead = 0) =>
        Position + ahead < _data.Length ? _data[Position + ahead] : throw new FormatException($"the data ends at byte {_data.Length}");

    public Hash256 Hash() => new(Bytes(Hash256.Size));

    public uint UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Bytes(4));

    public long Int64() => BinaryPrimitives.ReadInt64LittleEndian(Bytes(8));

    /// <summary>A count; one that is not written in its shortest form is refused, as every node does.</summary>
    public ulong CompactSize()
    {
        var first = Byte();
        (ulong value, ulong least) = first switch
        {
            0xfd => (BinaryPrimitives.ReadUInt16LittleEndian(Bytes(2)), 0xfdUL),
            0xfe => (UInt32(), 0x1_0000UL),
            0xff => (unchecked((ulong)Int64()), 0x1_0000_0000UL),
            _ => (first, 0UL),
        };
        return value >= least ? value : throw new FormatException($"a count before byte {Position} is not in its shortest form");
    }

    /// <summary>A count of things that take at least <paramref name="leastBytesEach"/> bytes, so that a forged count allocates nothing.</summary>
    public int Count(int leastBytesEach)
    {
        var count = CompactSize();
        return count <= (ulong)(Remaining / leastBytesEach)
            ? (int)count
            : throw new FormatException($"a count of {count} before byte {Position} is more than the data can hold");
    }

    public byte[] VariableBytes() => Bytes(Count(1)).ToArray();
}
