using System;
using System.Buffers.Binary;
using System.Text;

namespace Tepui.Supervisor.Wire;

/// <summary>Appends frames to one growing buffer, which is sent in one go.</summary>
internal sealed class FrameWriter
{
    private byte[] _buffer = new byte[1024];
    private int _frameStart;

    public int Length { get; private set; }

    public ReadOnlyMemory<byte> Written => _buffer.AsMemory(0, Length);

    public void Begin(MessageKind kind, uint request)
    {
        _frameStart = Length;
        Span<byte> header = Take(WireFormat.HeaderSize);
        header[4] = (byte)kind;
        BinaryPrimitives.WriteUInt32LittleEndian(header[5..], request);
    }

    /// <summary>Bytes of the frame that was begun.</summary>
    public int FrameLength => Length - _frameStart;

    public void End() =>
        BinaryPrimitives.WriteInt32LittleEndian(_buffer.AsSpan(_frameStart), Length - _frameStart - WireFormat.LengthSize);

    /// <summary>Takes back the frame that was begun, after a field that cannot be written.</summary>
    public void Abandon() => Length = _frameStart;

    public void Byte(byte value) => Take(1)[0] = value;

    public void Boolean(bool value) => Byte(value ? (byte)1 : (byte)0);

    public void UInt16(ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(Take(2), value);

    public void Int32(int value) => BinaryPrimitives.WriteInt32LittleEndian(Take(4), value);

    public void UInt32(uint value) => BinaryPrimitives.WriteUInt32LittleEndian(Take(4), value);

    public void Int64(long value) => BinaryPrimitives.WriteInt64LittleEndian(Take(8), value);

    public void Bytes(ReadOnlySpan<byte> value) => value.CopyTo(Take(value.Length));

    /// <exception cref="ArgumentException">The text holds a NUL, which ends a string for the kernel.</exception>
    public void Text(string value) => Text(value, null, default);

    /// <summary>Writes <c>name=value</c>, as an environment holds it.</summary>
    /// <exception cref="ArgumentException">The text holds a NUL.</exception>
    public void Text(string first, string? second, char between)
    {
        if (first.Contains('\0') || (second?.Contains('\0') ?? false))
            throw new ArgumentException("it holds a NUL character");
        int count = Encoding.UTF8.GetByteCount(first) + (second is null ? 0 : 1 + Encoding.UTF8.GetByteCount(second)) + 1;
        Int32(count);
        Span<byte> target = Take(count);
        int written = Encoding.UTF8.GetBytes(first, target);
        if (second is not null)
        {
            target[written++] = (byte)between;
            written += Encoding.UTF8.GetBytes(second, target[written..]);
        }

        target[written] = 0;
    }

    /// <summary>Drops the first bytes, which are sent.</summary>
    public void Consume(int count)
    {
        Length -= count;
        if (Length > 0)
            Buffer.BlockCopy(_buffer, count, _buffer, 0, Length);
        else if (_buffer.Length > 256 * 1024)
            _buffer = new byte[1024];
    }

    private Span<byte> Take(int count)
    {
        if (_buffer.Length - Length < count)
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, Length + count));
        Length += count;
        return _buffer.AsSpan(Length - count, count);
    }
}
