using System;
using System.Buffers;
using System.Buffers.Binary;

namespace Tepui.Miner.Bitcoin;

/// <summary>Writes Bitcoin's serialization: little-endian integers, compact sizes, raw bytes.</summary>
public sealed class BitcoinWriter(int capacity = 256)
{
    private readonly ArrayBufferWriter<byte> _buffer = new(capacity);

    public int Length => _buffer.WrittenCount;

    public ReadOnlySpan<byte> Written => _buffer.WrittenSpan;

    public byte[] ToArray() => _buffer.WrittenSpan.ToArray();

    public BitcoinWriter Byte(byte value)
    {
        _buffer.GetSpan(1)[0] = value;
        _buffer.Advance(1);
        return this;
    }

    public BitcoinWriter Bytes(ReadOnlySpan<byte> value)
    {
        _buffer.Write(value);
        return this;
    }

    public BitcoinWriter Hash(Hash256 value)
    {
        value.CopyTo(_buffer.GetSpan(Hash256.Size));
        _buffer.Advance(Hash256.Size);
        return this;
    }

    public BitcoinWriter UInt32(uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(_buffer.GetSpan(4), value);
        _buffer.Advance(4);
        return this;
    }

    public BitcoinWriter Int64(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(_buffer.GetSpan(8), value);
        _buffer.Advance(8);
        return this;
    }

    /// <summary>Bitcoin's variable-length count: 1, 3, 5 or 9 bytes.</summary>
    public BitcoinWriter CompactSize(ulong value)
    {
        if (value < 0xfd)
            return Byte((byte)value);
        if (value <= ushort.MaxValue)
        {
            Byte(0xfd);
            BinaryPrimitives.WriteUInt16LittleEndian(_buffer.GetSpan(2), (ushort)value);
            _buffer.Advance(2);
            return this;
        }

        if (value <= uint.MaxValue)
            return Byte(0xfe).UInt32((uint)value);
        return Byte(0xff).Int64(unchecked((long)value));
    }

    /// <summary>Bytes with their length in front.</summary>
    public BitcoinWriter VariableBytes(ReadOnlySpan<byte> value) => CompactSize((ulong)value.Length).Bytes(value);
}
