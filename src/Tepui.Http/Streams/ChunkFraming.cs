using System;
using System.Buffers;
using System.Buffers.Text;
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

    /// <summary>What goes before a record of so many bytes that is written in pieces; <see cref="RecordEnd"/> goes after it.</summary>
    public static byte[] RecordHead(long length, bool chunked)
    {
        string head = $"{length}\n";
        return Encoding.ASCII.GetBytes(chunked ? $"{length + head.Length:x}\r\n{head}" : head);
    }

    public static ReadOnlySpan<byte> RecordEnd(bool chunked) => chunked ? "\r\n"u8 : default;

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
