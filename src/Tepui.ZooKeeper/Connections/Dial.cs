using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

namespace Tepui.ZooKeeper.Connections;

/// <summary>Reaches a server.</summary>
internal delegate Task<Stream> Dial(ServerAddress server, CancellationToken cancellation);

internal static class TcpDial
{
    public static async Task<Stream> DialAsync(ServerAddress server, CancellationToken cancellation)
    {
        // Of a name with several addresses each is tried.
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            if (IPAddress.TryParse(server.Host, out IPAddress? address))
                await socket.ConnectAsync(address, server.Port, cancellation).ConfigureAwait(false);
            else
                await socket.ConnectAsync(server.Host, server.Port, cancellation).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
