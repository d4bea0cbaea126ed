using System;
using System.Buffers;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Google.Protobuf;
using Tepui.Protocol.Codecs;
using Tepui.Protocol.Records;

namespace Tepui.Client.Tests.Scripted;

/// <summary>A request that came, and the ways to answer it.</summary>
internal sealed class Exchange(Stream stream, TcpClient client, string line, Dictionary<string, string> headers, byte[] body)
{
    /// <summary>Such as <c>POST /api/v1/scheduler</c>.</summary>
    public string Line { get; } = line;

    public IReadOnlyDictionary<string, string> Headers { get; } = headers;

    public MessageEncoding Encoding { get; } =
        MediaTypes.TryParse(headers.GetValueOrDefault("Content-Type"), out var encoding) ? encoding : default;

    public T Message<T>()
        where T : class, IMessage<T>, new()
    {
        var decoded = MessageCodec.Decode<T>(Encoding, body);
        decoded.Error.ShouldBe("");
        return decoded.Message!;
    }

    public Task AnswerAsync(int statusCode, string text = "", string headers = "") =>
        AnswerAsync(statusCode, System.Text.Encoding.UTF8.GetBytes(text), headers);

    public Task AnswerAsync(int statusCode, byte[] content, string headers = "")
    {
        // In one write: the client may close the connection as soon as it has what it waited for.
        byte[] head = System.Text.Encoding.ASCII.GetBytes(
            $"HTTP/1.1 {statusCode} Whatever\r\n{headers}Content-Length: {content.Length}\r\n\r\n");
        return stream.WriteAsync((byte[])[.. head, .. content]).AsTask();
    }

    public Task AnswerAsync(IMessage message)
    {
        var output = new ArrayBufferWriter<byte>();
        MessageCodec.Encode(Encoding, message, output);
        return AnswerAsync(200, output.WrittenSpan.ToArray(), $"Content-Type: {MediaTypes.Of(Encoding)}\r\n");
    }

    /// <param name="headers">Of the answer, each with its line end.</param>
    public Task BeginStreamAsync(string headers = "") => WriteAsync(
        $"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n{headers}Content-Type: {MediaTypes.Of(Encoding)}\r\n\r\n");

    /// <summary>One event: one record in one chunk; several at once where they shall arrive together.</summary>
    public async Task SendAsync(params IMessage[] events)
    {
        var chunks = new ArrayBufferWriter<byte>();
        foreach (var sent in events)
        {
            var record = new ArrayBufferWriter<byte>();
            MessageCodec.Encode(Encoding, sent, record);
            chunks.Write(System.Text.Encoding.ASCII.GetBytes(
                (record.WrittenCount + RecordIo.HeaderSize(record.WrittenCount)).ToString("x", CultureInfo.InvariantCulture) + "\r\n"));
            RecordIo.Write(record.WrittenSpan, chunks);
            chunks.Write("\r\n"u8);
        }

        await stream.WriteAsync(chunks.WrittenMemory);
    }

    /// <summary>Ends the stream as a server that closes it on purpose.</summary>
    public Task EndAsync() => WriteAsync("0\r\n\r\n");

    /// <summary>The connection breaks.</summary>
    public void Break() => client.Dispose();

    public Task WriteAsync(string text) => stream.WriteAsync(System.Text.Encoding.UTF8.GetBytes(text)).AsTask();

    public static async Task<Exchange?> ReadAsync(Stream stream, TcpClient client, CancellationToken cancellationToken)
    {
        var line = await ReadLineAsync(stream, cancellationToken);
        if (line is null)
        {
            return null;
        }

        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while (await ReadLineAsync(stream, cancellationToken) is { Length: > 0 } header)
        {
            var colon = header.IndexOf(':');
            headers[header[..colon]] = header[(colon + 1)..].Trim();
        }

        var body = new byte[headers.TryGetValue("Content-Length", out var length) ? int.Parse(length, CultureInfo.InvariantCulture) : 0];
        await stream.ReadExactlyAsync(body, cancellationToken);
        return new Exchange(stream, client, line[..line.LastIndexOf(' ')], headers, body);
    }

    private static async Task<string?> ReadLineAsync(Stream stream, CancellationToken cancellationToken)
    {
        var line = new StringBuilder();
        var one = new byte[1];
        while (await stream.ReadAsync(one, cancellationToken) == 1)
        {
            if (one[0] == '\n')
            {
                return line.ToString().TrimEnd('\r');
            }

            line.Append((char)one[0]);
        }

        return null;
    }
}
