using System;
using System.Buffers;
using System.Buffers.Text;
using System.Collections.Generic;
using System.Text;

namespace Tepui.Http.Streams;

/// <summary>
/// Frames one RecordIO record as one HTTP/1.1 chunk (RFC 9112, 7.1): clients of Mesos rely on it, and a server that
/// chunks by itself may merge two records. Written here, several chunks may still share one write.
/// </summary>
public static class ChunkFraming
{
    /// <summary>The chunk that ends a body.</summary>
    public static ReadOnlySpan<byte> LastChunk => "0\r\n\r\n"u8;

    /// <summary>A long record in pieces, which are not copied: its frame goes before and after them.</summary>
    public static ReadOnlyMemory<byte>[] FrameRecord(IReadOnlyCollection<ReadOnlyMemory<byte>> record, bool chunked)
    {
        long length = 0;
        foreach (ReadOnlyMemory<byte> piece in record)
        {
            length += piece.Length;
        }

        string head = $"{length}\n";
        return chunked
            ? [Encoding.ASCII.GetBytes($"{length + head.Length:x}\r\n{head}"), .. record, "\r\n"u8.ToArray()]
            : [Encoding.ASCII.GetBytes(head), .. record];
    }

    /// <summary>Appends a record: its length in decimal, a line feed, the bytes; and around that the chunk, if asked for.</summary>
    public static void AppendRecord(IBufferWriter<byte> output, ReadOnlySpan<byte> record, bool chunked)
    {
        Span<byte> length = stackalloc byte[16];
        Utf8Formatter.TryFormat(record.Length, length, out int digits);
        length[digits++] = (byte)'\n';

        if (!chunked)
        {
            output.Write(length[..digits]);
            output.Write(record);
            return;
        }

        Span<byte> size = stackalloc byte[16];
        Utf8Formatter.TryFormat(record.Length + digits, size, out int hexDigits, new StandardFormat('x'));
        Span<byte> target = output.GetSpan(record.Length + digits + hexDigits + 4);
        size[..hexDigits].CopyTo(target);
        int at = hexDigits;
        target[at++] = (byte)'\r';
        target[at++] = (byte)'\n';
        length[..digits].CopyTo(target[at..]);
        at += digits;
        record.CopyTo(target[at..]);
        at += record.Length;
        target[at++] = (byte)'\r';
        target[at++] = (byte)'\n';
        output.Advance(at);
    }
}
