using System;
using System.Collections.Generic;
using System.Linq;
using Google.Protobuf;

namespace Tepui.Master.Endpoints.State;

/// <summary>Protobuf's bytes that are not written out yet: how many there will be, and the pieces they come in.</summary>
/// <param name="Pieces">Each is to be used before the next is asked for.</param>
internal sealed record WireMessage(long Size, IEnumerable<ReadOnlyMemory<byte>> Pieces)
{
    /// <summary>The most bytes a tag and a length take.</summary>
    public const int LongestHead = 10;

    public static WireMessage Of(byte[] bytes) => new(bytes.Length, [bytes]);

    /// <summary>One after another, which is how protobuf puts fields together.</summary>
    public static WireMessage Of(IEnumerable<WireMessage> messages)
    {
        List<WireMessage> all = [.. messages];
        return new WireMessage(all.Sum(static message => message.Size), all.SelectMany(static message => message.Pieces));
    }

    /// <summary>A message as a field of another.</summary>
    public static WireMessage Field(int number, WireMessage content)
    {
        byte[] head = new byte[LongestHead];
        int size = WriteHead(number, checked((int)content.Size), head);
        return new WireMessage(size + content.Size, content.Pieces.Prepend(head.AsMemory(0, size)));
    }

    /// <summary>Writes the tag of a field with a length, and the length.</summary>
    /// <returns>How many bytes that took.</returns>
    public static int WriteHead(int field, int length, Span<byte> target)
    {
        int count = Write(WireFormat.MakeTag(field, WireFormat.WireType.LengthDelimited), target);
        return count + Write((uint)length, target[count..]);
    }

    private static int Write(uint value, Span<byte> target)
    {
        int count = 0;
        for (; value >= 0x80; value >>= 7)
        {
            target[count++] = (byte)(value | 0x80);
        }

        target[count++] = (byte)value;
        return count;
    }
}
