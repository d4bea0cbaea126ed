using System;
using System.Diagnostics.CodeAnalysis;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Net.Security;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Tepui.Kernel.Agent.Checks;

namespace Tepui.Agent.Checks;

/// <summary>GETs as Mesos's <c>curl -s -S -L -k -g</c> makes them: whole bodies, all redirects, any certificate.</summary>
internal static class HttpRequests
{
    /// <summary>As many redirects as curl follows.</summary>
    private const int MostRedirects = 50;

    private const int ReadSize = 4 * 1024;

    /// <summary>Of the agent's own namespace, where an address means the same to all.</summary>
    private static readonly HttpMessageInvoker Here = new(Handler(null, null));

    /// <summary>
    /// The status code of the last answer. A connection serves one request only: one kept from before would say nothing of the task now.
    /// What is asked in another namespace has a client of its own, for another task may have the same address there.
    /// </summary>
    /// <param name="place">The network namespace's path; null for the agent's own.</param>
    /// <exception cref="HttpRequestException">There is no answer.</exception>
    public static async Task<int> GetAsync(CheckProbe.Http http, NamespaceSockets sockets, string? place, CancellationToken cancellation)
    {
        if (LoopbackAddress.EndPoint(http.IsIpv6, http.Port) is not { } target)
            throw new HttpRequestException($"{http.Port} is no port");
        if (place is null)
            return await GetAsync(Here, http, target, cancellation);
        using var client = new HttpMessageInvoker(Handler(sockets, place));
        return await GetAsync(client, http, target, cancellation);
    }

    private static async Task<int> GetAsync(
        HttpMessageInvoker client, CheckProbe.Http http, IPEndPoint target, CancellationToken cancellation)
    {
        var address = new Uri($"{http.Scheme}://{target}{http.Path}");
        for (int redirects = 0; redirects <= MostRedirects; redirects++)
        {
            (int status, Uri? next) = await GetAsync(client, address, cancellation);
            if (next is null)
                return status;
            address = new Uri(address, next);
            if (address.Scheme is not ("http" or "https"))
                throw new HttpRequestException($"the answer redirects to {address.Scheme}, which is not followed");
        }

        throw new HttpRequestException($"the answers redirect more than {MostRedirects} times");
    }

    private static async Task<(int Status, Uri? Next)> GetAsync(HttpMessageInvoker client, Uri address, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.ConnectionClose = true;
        request.Headers.TryAddWithoutValidation("User-Agent", "tepui-check");
        request.Headers.TryAddWithoutValidation("Accept", "*/*");
        using HttpResponseMessage response = await client.SendAsync(request, cancellation);
        await using Stream body = await response.Content.ReadAsStreamAsync(cancellation);
        byte[] buffer = new byte[ReadSize];
        while (await body.ReadAsync(buffer, cancellation) > 0)
        {
            // The whole answer counts.
        }

        int status = (int)response.StatusCode;
        return (status, status is >= 300 and < 400 ? response.Headers.Location : null);
    }

    [SuppressMessage("Security", "CA5359", Justification = "A check asks whether a task answers, not who it is (curl -k, as Mesos has it)")]
    private static SocketsHttpHandler Handler(NamespaceSockets? sockets, string? place) => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = static (_, _, _, _) => true },
        ConnectCallback = async (context, cancellation) =>
        {
            DnsEndPoint asked = context.DnsEndPoint;
            IPAddress address = IPAddress.TryParse(asked.Host, out IPAddress? known)
                ? known
                : (await Dns.GetHostAddressesAsync(asked.Host, cancellation))[0];
            Socket socket = sockets is null
                ? new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp)
                : await sockets.OpenAsync(place, address.AddressFamily, cancellation);
            try
            {
                socket.NoDelay = true;
                await socket.ConnectAsync(new IPEndPoint(address, asked.Port), cancellation);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        },
    };
}
