using System;
using System.Buffers.Binary;
using Google.Protobuf;
using Tepui.Protocol.Codecs;

namespace Tepui.Protocol.Wire;

/// <summary>Reads protobuf's wire form; throws <see cref="MalformedMessageException"/> for anything that is not.</summary>
public ref struct WireReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    /// <summary>How many bytes are read.</summary>
    public int Position { get; private set; }

    public readonly bool IsAtEnd => Position == _bytes.Length;

    /// <summary>The next field's number.</summary>
    public int ReadTag(out WireFormat.WireType wireType)
    {
        var tag = ReadVarint();
        var number = tag >> 3;
        if (number is 0 or > 0x1fffffff)
        {
            throw new MalformedMessageException("a field number is out of range");
        }

        wireType = (WireFormat.WireType)(tag & 7);
        return (int)number;
    }

    /// <exception cref="MalformedMessageException">The bytes end, or it is too long.</exception>
    public ulong ReadVarint()
    {
        ulong value = 0;
        for (var shift = 0; shift < 70; shift += 7)
        {
            if (Position >= _bytes.Length)
            {
                throw Truncated();
            }

            var part = _bytes[Position++];
            value |= (ulong)(part & 0x7f) << shift;
            if (part < 0x80)
            {
                return value;
            }
        }

        throw new MalformedMessageException("a varint is longer than ten bytes");
    }

    public uint ReadFixed32()
    {
        var start = Advance(4);
        return BinaryPrimitives.ReadUInt32LittleEndian(_bytes[start..]);
    }

    public ulong ReadFixed64()
    {
        var start = Advance(8);
        return BinaryPrimitives.ReadUInt64LittleEndian(_bytes[start..]);
    }

    /// <summary>Steps over a length and what it counts; returns where that starts.</summary>
    public int ReadLengthDelimited(out int length)
    {
        var value = ReadVarint();
        if (value > (ulong)(_bytes.Length - Position))
        {
            throw Truncated();
        }

        length = (int)value;
        return Advance(length);
    }

    /// <summary>Steps over the value of a field whose tag was read.</summary>
    public void Skip(int number, WireFormat.WireType wireType, int depth = 0)
    {
        switch (wireType)
        {
            case WireFormat.WireType.Varint:
                ReadVarint();
                return;
            case WireFormat.WireType.Fixed32:
                Advance(4);
                return;
            case WireFormat.WireType.Fixed64:
                Advance(8);
                return;
            case WireFormat.WireType.LengthDelimited:
                ReadLengthDelimited(out _);
                return;
            case WireFormat.WireType.StartGroup:
                SkipGroup(number, depth + 1);
                return;
            default:
                throw new MalformedMessageException($"field number {number} has a wire type that does not exist");
        }
    }

    private void SkipGroup(int group, int depth)
    {
        WireLimits.CheckDepth(depth);
        while (true)
        {
            var number = ReadTag(out var wireType);
            if (wireType == WireFormat.WireType.EndGroup)
            {
                if (number != group)
                {
                    throw new MalformedMessageException($"group {group} ends as group {number}");
                }

                return;
            }

            Skip(number, wireType, depth);
        }
    }

    private int Advance(int count)
    {
        if (count > _bytes.Length - Position)
        {
            throw Truncated();
        }

        var start = Position;
        Position += count;
        return start;
    }

    private static MalformedMessageException Truncated() => new("the message ends inside a field");
}
