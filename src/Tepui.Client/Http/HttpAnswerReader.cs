using System;
using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.IO;
using System.Net;
using System.Text;

namespace Tepui.Client.Http;

/// <summary>
/// Takes HTTP/1.1 answers off the front of a buffer, one after the other: what pipelined calls come back as. Knows
/// bodies with a length, chunked ones, and none.
/// </summary>
internal static class HttpAnswerReader
{
    private const int LongestHead = 64 * 1024;
    private const int LongestBody = 16 * 1024 * 1024;

    /// <summary>False, with the buffer as it was, when the answer is not all there yet.</summary>
    /// <exception cref="InvalidDataException">It is no HTTP answer, or one longer than a call's answer can be.</exception>
    public static bool TryRead(ref ReadOnlySequence<byte> buffer, out HttpAnswer answer)
    {
        answer = default;
        var reader = new SequenceReader<byte>(buffer);
        if (!reader.TryReadTo(out ReadOnlySequence<byte> head, "\r\n\r\n"u8))
        {
            return buffer.Length <= LongestHead ? false : throw new InvalidDataException("the head of the answer is too long");
        }

        var text = head.IsSingleSegment ? head.FirstSpan : head.ToArray();
        var statusCode = StatusCode(text);
        ReadHeaders(text, out var length, out var isChunked);
        byte[] body = [];
        if (isChunked)
        {
            if (!TryReadChunks(ref reader, out body))
            {
                return false;
            }
        }
        else if (length > 0)
        {
            if (reader.Remaining < length)
            {
                return false;
            }

            body = buffer.Slice(reader.Position, length).ToArray();
            reader.Advance(length);
        }

        buffer = buffer.Slice(reader.Position);
        answer = new HttpAnswer((HttpStatusCode)statusCode, body);
        return true;
    }

    private static int StatusCode(ReadOnlySpan<byte> head)
    {
        // "HTTP/1.1 202 Accepted"
        if (head.Length >= 12 && head.StartsWith("HTTP/1."u8) && head[8] == (byte)' '
            && Utf8Parser.TryParse(head.Slice(9, 3), out int code, out var digits) && digits == 3)
        {
            return code;
        }

        throw new InvalidDataException("the answer is not HTTP/1.1");
    }

    private static void ReadHeaders(ReadOnlySpan<byte> head, out int length, out bool isChunked)
    {
        length = 0;
        isChunked = false;
        while (head.IndexOf("\r\n"u8) is >= 0 and var end)
        {
            head = head[(end + 2)..];
            var line = head.IndexOf("\r\n"u8) is >= 0 and var next ? head[..next] : head;
            var colon = line.IndexOf((byte)':');
            if (colon < 0)
            {
                continue;
            }

            var value = line[(colon + 1)..].Trim((byte)' ');
            if (Ascii.EqualsIgnoreCase(line[..colon], "Content-Length"u8))
            {
                if (!int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out length) || length > LongestBody)
                {
                    throw new InvalidDataException("the length of the answer is no number, or too large");
                }
            }
            else if (Ascii.EqualsIgnoreCase(line[..colon], "Transfer-Encoding"u8))
            {
                isChunked = Ascii.EqualsIgnoreCase(value, "chunked"u8);
            }
        }
    }

    private static bool TryReadChunks(ref SequenceReader<byte> reader, out byte[] body)
    {
        var whole = new ArrayBufferWriter<byte>();
        body = [];
        while (reader.TryReadTo(out ReadOnlySequence<byte> line, "\r\n"u8))
        {
            if (!Utf8Parser.TryParse(line.ToArray(), out int size, out _, 'X') || size < 0 || whole.WrittenCount > LongestBody - size)
            {
                throw new InvalidDataException("a chunk of the answer has no length, or one too large");
            }

            if (reader.Remaining < size + 2)
            {
                return false;
            }

            reader.UnreadSequence.Slice(0, size).CopyTo(whole.GetSpan(Math.Max(size, 1)));
            whole.Advance(size);
            reader.Advance(size + 2);
            if (size == 0)
            {
                body = whole.WrittenSpan.ToArray();
                return true;
            }
        }

        return false;
    }
}
