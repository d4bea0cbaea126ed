using System;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Tepui.Http.Routing;

namespace Tepui.Http.Hosting;

/// <summary>
/// Kestrel with a route table on it, and nothing else of ASP.NET: no container, no configuration, no middleware. That
/// keeps a daemon's start short and its memory small.
/// </summary>
public sealed class HttpServer : IAsyncDisposable
{
    private static readonly TimeSpan StopWithin = TimeSpan.FromSeconds(2);

    private readonly KestrelServer _kestrel;
    private readonly RequestDispatcher _dispatcher;

    private HttpServer(KestrelServer kestrel, RequestDispatcher dispatcher)
    {
        _kestrel = kestrel;
        _dispatcher = dispatcher;
    }

    /// <summary>The port listened on.</summary>
    public int Port { get; private set; }

    /// <summary>Starts to listen and to answer.</summary>
    /// <exception cref="ListenException">The address or port cannot be had; the message names the flag to change.</exception>
    public static async Task<HttpServer> StartAsync(
        HttpOptions options,
        RouteTable routes,
        ILogger logger,
        CancellationToken cancellation)
    {
        HttpServer server = await ListenAsync(options, logger, cancellation).ConfigureAwait(false);
        server.Serve(routes);
        return server;
    }

    /// <summary>Starts to listen; requests wait for <see cref="Serve"/>. For whoever must know the port before it can answer.</summary>
    /// <exception cref="ListenException">The address or port cannot be had; the message names the flag to change.</exception>
    public static async Task<HttpServer> ListenAsync(HttpOptions options, ILogger logger, CancellationToken cancellation)
    {
        var kestrelOptions = new KestrelServerOptions { AddServerHeader = false, AllowSynchronousIO = false };
        kestrelOptions.Limits.MaxRequestBodySize = options.MaxRequestBodyBytes;
        kestrelOptions.Limits.MaxConcurrentConnections = OpenFiles.Connections(OpenFiles.Limit());
        kestrelOptions.Limits.KeepAliveTimeout = TimeSpan.FromMinutes(10);

        // Event streams have a bound of their own, and a scheduler that reads in bursts is no fault.
        kestrelOptions.Limits.MinResponseDataRate = null;
        if (options.SocketPath is { } path)
            kestrelOptions.ListenUnixSocket(path, listen => listen.Protocols = HttpProtocols.Http1);
        else
            kestrelOptions.Listen(new IPEndPoint(options.Address, options.Port), listen => listen.Protocols = HttpProtocols.Http1);

        var transport = new SocketTransportFactory(
            Options.Create(new SocketTransportOptions { NoDelay = true, Backlog = 4096 }),
            NullLoggerFactory.Instance);
        var kestrel = new KestrelServer(Options.Create(kestrelOptions), transport, NullLoggerFactory.Instance);
        var dispatcher = new RequestDispatcher(logger);
        var server = new HttpServer(kestrel, dispatcher);
        try
        {
            await kestrel.StartAsync(dispatcher, cancellation).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or SocketException or AddressInUseException)
        {
            kestrel.Dispose();
            throw ListenException.From(options, exception);
        }

        server.Port = options.SocketPath is null ? BoundPort(kestrel) : 0;
        return server;
    }

    /// <summary>Begins to answer.</summary>
    public void Serve(RouteTable routes) => _dispatcher.Serve(routes);

    /// <summary>Takes no more requests; those under way, event streams too, are ended within two seconds.</summary>
    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(StopWithin);
        _dispatcher.Stop();
        await _kestrel.StopAsync(patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _kestrel.Dispose();
        _dispatcher.Dispose();
    }

    private static int BoundPort(KestrelServer kestrel)
    {
        foreach (string address in kestrel.Features.Get<IServerAddressesFeature>()?.Addresses ?? [])
        {
            return new Uri(address).Port;
        }

        return 0;
    }
}
