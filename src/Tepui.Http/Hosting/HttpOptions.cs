using System.Net;

namespace Tepui.Http.Hosting;

/// <summary>Where a daemon's HTTP server listens, and its limits.</summary>
public sealed record HttpOptions
{
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>0 lets the system choose.</summary>
    public int Port { get; init; }

    /// <summary>Listen on a Unix socket at this path, which is free, and on nothing else; null for address and port.</summary>
    public string? SocketPath { get; init; }

    /// <summary>Bytes of a request's body; more gives 413.</summary>
    public int MaxRequestBodyBytes { get; init; } = 64 * 1024 * 1024;
}
