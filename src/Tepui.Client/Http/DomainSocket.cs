using System;
using System.IO;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace Tepui.Client.Http;

/// <summary>Connections over a Unix socket.</summary>
internal static class DomainSocket
{
    /// <summary>Bytes of a path, without the zero behind it (unix(7)).</summary>
    private const int LongestPath = 107;

    public static async Task<Socket> ConnectAsync(string path, CancellationToken cancellation)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(Shortened(path)), cancellation);
            return socket;
        }
        catch (ArgumentException exception)
        {
            socket.Dispose();
            throw new IOException($"{path} is longer than the path of a Unix socket may be", exception);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>One that is too long may be short enough as seen from here, as Mesos's own library does it.</summary>
    private static string Shortened(string path) =>
        Encoding.UTF8.GetByteCount(path) <= LongestPath ? path : Path.GetRelativePath(Environment.CurrentDirectory, path);
}
