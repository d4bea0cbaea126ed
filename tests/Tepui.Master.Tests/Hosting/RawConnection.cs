using System;
using System.Collections.Generic;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Tasks;

namespace Tepui.Master.Tests.Hosting;

/// <summary>A client that does what well-behaved ones do not: bytes as they are, on a socket.</summary>
internal sealed class RawConnection : IDisposable
{
    private readonly Socket _socket;

    private RawConnection(Socket socket) => _socket = socket;

    public static async Task<RawConnection> OpenAsync(TestMaster master, int? receiveBuffer = null)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (receiveBuffer is { } size)
        {
            socket.ReceiveBufferSize = size;
        }

        await socket.ConnectAsync(IPAddress.Loopback, master.Host.Port);
        return new RawConnection(socket);
    }

    public async Task SendAsync(string text) => await _socket.SendAsync(Encoding.ASCII.GetBytes(text));

    /// <summary>A whole POST.</summary>
    public Task PostAsync(string path, string json) => SendAsync(
        $"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nAccept: application/json\r\n" +
        $"Content-Length: {json.Length}\r\n\r\n{json}");

    /// <summary>At most so many bytes; empty at the end of the connection.</summary>
    public async Task<string> ReadAsync(int most)
    {
        byte[] buffer = new byte[most];
        try
        {
            return Encoding.ASCII.GetString(buffer, 0, await _socket.ReceiveAsync(buffer).WaitAsync(TimeSpan.FromSeconds(20)));
        }
        catch (SocketException)
        {
            return "";
        }
    }

    /// <summary>Reads until the text has come; everything read so far.</summary>
    public async Task<string> ReadToAsync(string text)
    {
        var read = new StringBuilder();
        while (!read.ToString().Contains(text, StringComparison.Ordinal))
        {
            string more = await ReadAsync(4096);
            more.ShouldNotBeEmpty($"the connection ended before '{text}' came; got {read}");
            read.Append(more);
        }

        return read.ToString();
    }

    /// <summary>Reads to the end; how many bytes there were.</summary>
    public async Task<long> DrainAsync()
    {
        long read = 0;
        while (await ReadAsync(1 << 20) is { Length: > 0 } more)
        {
            read += more.Length;
        }

        return read;
    }

    public void Dispose() => _socket.Dispose();

    /// <summary>Many at once.</summary>
    public static async Task<IReadOnlyList<RawConnection>> OpenManyAsync(TestMaster master, int count)
    {
        var open = new List<RawConnection>(count);
        while (open.Count < count)
        {
            // As many as the listening socket's queue holds for sure.
            var batch = new Task<RawConnection>[Math.Min(500, count - open.Count)];
            for (int i = 0; i < batch.Length; i++)
            {
                batch[i] = OpenAsync(master);
            }

            open.AddRange(await Task.WhenAll(batch));
        }

        return open;
    }
}
