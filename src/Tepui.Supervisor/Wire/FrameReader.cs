using System;
using System.Buffers.Binary;
using System.IO;
using System.Text;

namespace Tepui.Supervisor.Wire;

/// <summary>Reads the fields of one frame. What does not fit the format throws <see cref="InvalidDataException"/>.</summary>
internal ref struct FrameReader
{
    private ReadOnlySpan<byte> _rest;

    private FrameReader(MessageKind kind, uint request, ReadOnlySpan<byte> fields)
    {
        Kind = kind;
        Request = request;
        _rest = fields;
    }

    public MessageKind Kind { get; }

    public uint Request { get; }

    /// <summary>Reads the frame at the start of the bytes; false when it has not arrived as a whole.</summary>
    /// <param name="size">Bytes of the whole frame; when it is incomplete, the bytes it needs as far as known.</param>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out FrameReader frame, out int size)
    {
        frame = default;
        size = WireFormat.HeaderSize;
        if (bytes.Length < WireFormat.HeaderSize)
            return false;
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        if (length is < WireFormat.HeaderSize - WireFormat.LengthSize or > WireFormat.MaximumFrame)
            throw new InvalidDataException($"a frame of {length} bytes");
        size = (int)length + WireFormat.LengthSize;
        if (bytes.Length < size)
            return false;
        frame = new FrameReader((MessageKind)bytes[4], BinaryPrimitives.ReadUInt32LittleEndian(bytes[5..]), bytes[WireFormat.HeaderSize..size]);
        return true;
    }

    public byte Byte() => Take(1)[0];

    public bool Boolean() => Byte() != 0;

    public ushort UInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2));

    public int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    public uint UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    public long Int64() => BinaryPrimitives.ReadInt64LittleEndian(Take(8));

    /// <summary>A count of things that follow, each at least one byte.</summary>
    public int Count()
    {
        int count = Int32();
        if (count < 0 || count > _rest.Length)
            throw new InvalidDataException($"a count of {count}");
        return count;
    }

    /// <summary>A string with its closing NUL, in the received buffer itself.</summary>
    public ReadOnlySpan<byte> TerminatedBytes()
    {
        ReadOnlySpan<byte> bytes = Take(Int32());
        if (bytes.IsEmpty || bytes[^1] != 0)
            throw new InvalidDataException("a string without its end");
        return bytes;
    }

    public string Text() => Encoding.UTF8.GetString(TerminatedBytes()[..^1]);

    public readonly bool IsAtEnd => _rest.IsEmpty;

    /// <summary>All that is left of the frame.</summary>
    public ReadOnlySpan<byte> Rest() => Take(_rest.Length);

    private ReadOnlySpan<byte> Take(int count)
    {
        if ((uint)count > (uint)_rest.Length)
            throw new InvalidDataException("a frame shorter than its fields");
        ReadOnlySpan<byte> taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }
}
