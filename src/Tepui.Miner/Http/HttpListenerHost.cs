using System;
using System.Linq;
using System.Net;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Tepui.Miner.Http;

/// <summary>Kestrel with nothing around it: one address, one handler.</summary>
public sealed class HttpListenerHost : IAsyncDisposable
{
    private readonly WebApplication _application;

    /// <param name="port">0 for any free one.</param>
    /// <param name="greatestBody">In bytes; a longer body gets 413.</param>
    public HttpListenerHost(IPAddress address, int port, RequestDelegate handler, long greatestBody)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = greatestBody;
            kestrel.Listen(address, port);
        });
        _application = builder.Build();
        _application.Run(handler);
    }

    /// <returns>The port it listens on.</returns>
    /// <exception cref="System.IO.IOException">The port is taken.</exception>
    public async Task<int> StartAsync(CancellationToken cancellation)
    {
        await _application.StartAsync(cancellation);
        var addresses = _application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        return new Uri(addresses.First()).Port;
    }

    public async ValueTask DisposeAsync()
    {
        // An open longpoll must not hold up the end.
        using var atOnce = new CancellationTokenSource();
        await atOnce.CancelAsync();
        try
        {
            await _application.StopAsync(atOnce.Token);
        }
        catch (OperationCanceledException)
        {
        }

        await _application.DisposeAsync();
    }
}
