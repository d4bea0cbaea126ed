using System.Net;
using System.Net.Sockets;

namespace Tepui.EndToEnd.Tests.Harness;

/// <summary>Ports for programs that must be told one.</summary>
public static class FreePort
{
    public static int Take()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
