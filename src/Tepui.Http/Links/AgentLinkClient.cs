using System;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Tepui.Protocol.AgentLink;

namespace Tepui.Http.Links;

/// <summary>The agents' end: connects to a master and upgrades the connection.</summary>
public static class AgentLinkClient
{
    private const int LongestHead = 16 * 1024;

    /// <exception cref="AgentLinkRefusedException">Something answered, but not as a leading Tepui master does.</exception>
    /// <exception cref="SocketException">Nobody listens there.</exception>
    /// <exception cref="IOException">The connection broke.</exception>
    public static async Task<AgentLink> ConnectAsync(string host, int port, CancellationToken cancellation)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(host, port, cancellation).ConfigureAwait(false);
            var stream = new NetworkStream(socket, ownsSocket: true);
            string request = $"GET {AgentLinkFraming.Path} HTTP/1.1\r\nHost: {host}:{port}\r\nConnection: Upgrade\r\n"
                + $"Upgrade: {AgentLinkFraming.UpgradeToken}\r\n\r\n";
            await stream.WriteAsync(Encoding.ASCII.GetBytes(request), cancellation).ConfigureAwait(false);
            string head = await ReadHeadAsync(stream, cancellation).ConfigureAwait(false);
            string status = head.Split("\r\n", 2)[0];
            if (!status.Contains(" 101 ", StringComparison.Ordinal))
            {
                throw new AgentLinkRefusedException($"{host}:{port} is no leading Tepui master: it answered '{status}'");
            }

            return new AgentLink(stream, ((IPEndPoint)socket.RemoteEndPoint!).Address.ToString());
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Reads byte by byte: what follows the head belongs to the link already.</summary>
    private static async Task<string> ReadHeadAsync(Stream stream, CancellationToken cancellation)
    {
        var head = new StringBuilder();
        byte[] one = new byte[1];
        while (head.Length < LongestHead)
        {
            if (await stream.ReadAsync(one, cancellation).ConfigureAwait(false) == 0)
            {
                throw new IOException("the connection was closed before the master answered");
            }

            head.Append((char)one[0]);
            if (one[0] == '\n' && head.Length >= 4 && head.ToString(head.Length - 4, 4) == "\r\n\r\n")
            {
                return head.ToString();
            }
        }

        throw new AgentLinkRefusedException("what answered is no HTTP server");
    }
}
