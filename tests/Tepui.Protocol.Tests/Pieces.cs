using System;
using System.Buffers;

namespace Tepui.Protocol.Tests;

/// <summary>Bytes as they come from a socket: in pieces.</summary>
internal static class Pieces
{
    public static ReadOnlySequence<byte> Of(byte[] bytes, params int[] cuts)
    {
        Segment? first = null;
        Segment? last = null;
        var from = 0;
        foreach (var to in (ReadOnlySpan<int>)[.. cuts, bytes.Length])
        {
            last = new Segment(bytes.AsMemory(from, to - from), last);
            first ??= last;
            from = to;
        }

        return new ReadOnlySequence<byte>(first!, 0, last!, last!.Memory.Length);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, Segment? previous)
        {
            Memory = memory;
            if (previous is not null)
            {
                RunningIndex = previous.RunningIndex + previous.Memory.Length;
                previous.Next = this;
            }
        }
    }
}
