using System.Linq;
using System.Net;
using System.Net.Sockets;

namespace Tepui.Testing.ZooKeeper;

/// <summary>Ports for servers that must be told theirs.</summary>
internal static class LoopbackPorts
{
    /// <summary>All different, and free a moment ago.</summary>
    public static int[] Take(int count)
    {
        TcpListener[] listeners = [.. Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0))];
        foreach (TcpListener listener in listeners)
            listener.Start();
        int[] ports = [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        foreach (TcpListener listener in listeners)
            listener.Dispose();
        return ports;
    }
}
