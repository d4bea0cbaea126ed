using System;
using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Text;

namespace Tepui.ZooKeeper.Wire;

/// <summary>Writes one frame: its length, and records in ZooKeeper's encoding (jute): big-endian, strings and lists after their length.</summary>
internal sealed class JuteWriter
{
    private const int LengthBytes = 4;

    private readonly ArrayBufferWriter<byte> _buffer = new(256);

    public JuteWriter() => Int(0);

    public JuteWriter Int(int value)
    {
        BinaryPrimitives.WriteInt32BigEndian(_buffer.GetSpan(4), value);
        _buffer.Advance(4);
        return this;
    }

    public JuteWriter Long(long value)
    {
        BinaryPrimitives.WriteInt64BigEndian(_buffer.GetSpan(8), value);
        _buffer.Advance(8);
        return this;
    }

    public JuteWriter Bool(bool value)
    {
        _buffer.GetSpan(1)[0] = value ? (byte)1 : (byte)0;
        _buffer.Advance(1);
        return this;
    }

    public JuteWriter Bytes(ReadOnlySpan<byte> value)
    {
        Int(value.Length);
        _buffer.Write(value);
        return this;
    }

    public JuteWriter Text(string value)
    {
        int length = Encoding.UTF8.GetByteCount(value);
        Int(length);
        Encoding.UTF8.GetBytes(value, _buffer.GetSpan(length));
        _buffer.Advance(length);
        return this;
    }

    public JuteWriter Texts(IReadOnlyCollection<string> values)
    {
        Int(values.Count);
        foreach (string value in values)
            Text(value);
        return this;
    }

    /// <summary>The frame, length first.</summary>
    public byte[] ToFrame()
    {
        byte[] frame = _buffer.WrittenSpan.ToArray();
        BinaryPrimitives.WriteInt32BigEndian(frame, frame.Length - LengthBytes);
        return frame;
    }
}
