using System.Net;

namespace Tepui.Agent.Checks;

/// <summary>Where checks go: the task's own loopback, by number, for images may not know the name.</summary>
internal static class LoopbackAddress
{
    /// <summary>Null for what is no port.</summary>
    public static IPEndPoint? EndPoint(bool isIpv6, uint port) => port is 0 or > IPEndPoint.MaxPort
        ? null
        : new IPEndPoint(isIpv6 ? IPAddress.IPv6Loopback : IPAddress.Loopback, (int)port);
}
