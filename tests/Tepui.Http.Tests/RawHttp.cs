using System;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Tasks;

namespace Tepui.Http.Tests;

/// <summary>A client that sees every byte.</summary>
internal sealed class RawHttp : IDisposable
{
    private readonly TcpClient _client = new();
    private NetworkStream _stream = null!;

    public static async Task<RawHttp> SendAsync(int port, string head, byte[]? body = null)
    {
        var raw = new RawHttp();
        await raw._client.ConnectAsync(IPAddress.Loopback, port);
        raw._stream = raw._client.GetStream();

        // In one write: a server that cuts the connection off at once would fail a second.
        byte[] bytes = Encoding.Latin1.GetBytes(head.ReplaceLineEndings("\r\n") + "\r\n\r\n");
        await raw._stream.WriteAsync((byte[])[.. bytes, .. body ?? []]);
        return raw;
    }

    /// <summary>A whole exchange on a connection of its own.</summary>
    public static async Task<string> ExchangeAsync(int port, string head, string body = "")
    {
        byte[] bytes = Encoding.UTF8.GetBytes(body);
        using RawHttp raw = await SendAsync(port, $"{head}\nHost: x\nConnection: close\nContent-Length: {bytes.Length}", bytes);
        return await raw.ReadToEndAsync();
    }

    public async Task<string> ReadToEndAsync()
    {
        var all = new MemoryStream();
        await _stream.CopyToAsync(all);
        return Encoding.Latin1.GetString(all.ToArray());
    }

    /// <summary>Reads until what was read ends so.</summary>
    public async Task<string> ReadUntilAsync(string end)
    {
        var text = new StringBuilder();
        byte[] one = new byte[1];
        while (!text.ToString().EndsWith(end, StringComparison.Ordinal))
        {
            if (await _stream.ReadAsync(one) == 0)
            {
                throw new IOException($"the connection ended after: {text}");
            }

            text.Append((char)one[0]);
        }

        return text.ToString();
    }

    public void Dispose() => _client.Dispose();
}
