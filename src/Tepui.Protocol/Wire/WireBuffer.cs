using System;
using System.Buffers;
using System.Buffers.Binary;
using Google.Protobuf;

namespace Tepui.Protocol.Wire;

/// <summary>A growing, pooled buffer to write protobuf's wire form into, nested messages included.</summary>
internal sealed class WireBuffer : IBufferWriter<byte>, IDisposable
{
    private const int LengthGuess = 1;

    private byte[] _bytes;
    private int _count;

    public WireBuffer(int capacity) => _bytes = ArrayPool<byte>.Shared.Rent(Math.Max(capacity, 256));

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _count);

    public void WriteTag(int number, WireFormat.WireType wireType) => WriteVarint(((ulong)number << 3) | (uint)wireType);

    public void WriteVarint(ulong value)
    {
        Reserve(10);
        while (value >= 0x80)
        {
            _bytes[_count++] = (byte)(value | 0x80);
            value >>= 7;
        }

        _bytes[_count++] = (byte)value;
    }

    public void WriteFixed32(uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(GetSpan(4), value);
        _count += 4;
    }

    public void WriteFixed64(ulong value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(GetSpan(8), value);
        _count += 8;
    }

    public void WriteLengthDelimited(ReadOnlySpan<byte> value)
    {
        WriteVarint((ulong)value.Length);
        value.CopyTo(GetSpan(value.Length));
        _count += value.Length;
    }

    /// <summary>Begins something whose length comes before it; give what is returned to <see cref="EndLength"/>.</summary>
    public int BeginLength()
    {
        Reserve(LengthGuess);
        _count += LengthGuess;
        return _count;
    }

    public void EndLength(int start)
    {
        var length = _count - start;
        var size = CodedOutputStream.ComputeLengthSize(length);
        var moved = size - LengthGuess;
        if (moved > 0)
        {
            Reserve(moved);
            _bytes.AsSpan(start, length).CopyTo(_bytes.AsSpan(start + moved));
            _count += moved;
        }

        var end = _count;
        _count = start - LengthGuess;
        WriteVarint((ulong)length);
        _count = end;
    }

    public void Advance(int count) => _count += count;

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(Math.Max(sizeHint, 1));
        return _bytes.AsSpan(_count);
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(Math.Max(sizeHint, 1));
        return _bytes.AsMemory(_count);
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
        _count = 0;
    }

    private void Reserve(int count)
    {
        if (count <= _bytes.Length - _count)
        {
            return;
        }

        var larger = ArrayPool<byte>.Shared.Rent(checked(Math.Max(_bytes.Length * 2, _count + count)));
        _bytes.AsSpan(0, _count).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }
}
