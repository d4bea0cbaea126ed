using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Net.Sockets;
using System.Text;
using System.Threading.Tasks;

namespace Tepui.Conformance.Tests.Wire;

/// <summary>A connection that carries one request, byte for byte as the script has it, and shows how the answer was framed.</summary>
internal sealed class HttpConnection : IDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly TcpClient _client = new() { NoDelay = true };
    private readonly byte[] _buffer = new byte[16 * 1024];
    private int _start;
    private int _end;

    public static async Task<HttpConnection> OpenAsync(int port)
    {
        var connection = new HttpConnection();
        await connection._client.ConnectAsync("127.0.0.1", port);
        return connection;
    }

    /// <summary>One request, and its whole answer.</summary>
    public static async Task<HttpAnswer> RequestAsync(
        int port, string method, string path, IEnumerable<KeyValuePair<string, string>> headers, byte[] body)
    {
        using HttpConnection connection = await OpenAsync(port);
        await connection.SendAsync(method, path, headers, body);
        HttpHead head = await connection.ReadHeadAsync().WaitAsync(Patience);
        return new HttpAnswer(head, await connection.ReadBodyAsync(head).WaitAsync(Patience));
    }

    /// <summary>Sends a request; Host and Content-Length are added.</summary>
    public async Task SendAsync(string method, string path, IEnumerable<KeyValuePair<string, string>> headers, byte[] body)
    {
        var head = new StringBuilder($"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n");
        foreach ((string name, string value) in headers)
        {
            head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        }

        head.Append(CultureInfo.InvariantCulture, $"Content-Length: {body.Length}\r\n\r\n");
        await _client.GetStream().WriteAsync((byte[])[.. Encoding.UTF8.GetBytes(head.ToString()), .. body]);
    }

    public async Task<HttpHead> ReadHeadAsync()
    {
        string status = await ReadLineAsync() ?? throw new IOException("the connection was closed without an answer");
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while (await ReadLineAsync() is { Length: > 0 } line)
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            headers[line[..colon]] = line[(colon + 1)..].Trim();
        }

        return new HttpHead(int.Parse(status.Split(' ')[1], CultureInfo.InvariantCulture), headers);
    }

    public async Task<byte[]> ReadBodyAsync(HttpHead head)
    {
        if (!head.IsChunked)
        {
            return await ReadExactlyAsync(int.Parse(head.Headers.GetValueOrDefault("Content-Length", "0"), CultureInfo.InvariantCulture));
        }

        var body = new MemoryStream();
        while (await ReadChunkAsync() is { } chunk)
        {
            await body.WriteAsync(chunk);
        }

        return body.ToArray();
    }

    /// <summary>The next chunk of a chunked body; null at its end, also when the connection breaks off.</summary>
    public async Task<byte[]?> ReadChunkAsync()
    {
        if (await ReadLineAsync() is not { } size)
        {
            return null;
        }

        byte[] chunk = await ReadExactlyAsync(int.Parse(size, NumberStyles.HexNumber, CultureInfo.InvariantCulture));
        await ReadLineAsync();
        return chunk.Length == 0 ? null : chunk;
    }

    public void Dispose() => _client.Dispose();

    private async Task<string?> ReadLineAsync()
    {
        var line = new List<byte>();
        while (await FillAsync())
        {
            int length = Array.IndexOf(_buffer, (byte)'\n', _start, _end - _start) - _start;
            int take = length < 0 ? _end - _start : length + 1;
            line.AddRange(_buffer.AsSpan(_start, take));
            _start += take;
            if (length >= 0)
            {
                return Encoding.UTF8.GetString([.. line]).TrimEnd('\r', '\n');
            }
        }

        return null;
    }

    private async Task<byte[]> ReadExactlyAsync(int count)
    {
        byte[] bytes = new byte[count];
        for (int done = 0; done < count;)
        {
            if (!await FillAsync())
            {
                throw new IOException($"the answer ended after {done} of {count} bytes");
            }

            int take = Math.Min(count - done, _end - _start);
            Array.Copy(_buffer, _start, bytes, done, take);
            done += take;
            _start += take;
        }

        return bytes;
    }

    private async Task<bool> FillAsync()
    {
        if (_start < _end)
        {
            return true;
        }

        _start = 0;
        try
        {
            _end = await _client.GetStream().ReadAsync(_buffer);
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // Broken off is an end too.
            _end = 0;
        }

        return _end > 0;
    }
}
