using System;
using System.Buffers;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Google.Protobuf;
using Tepui.Protocol.Codecs;

namespace Tepui.Client.Http;

/// <summary>HTTP as the v1 APIs need it: redirects to the leader followed, refusals as exceptions with the other side's text.</summary>
internal sealed class ApiTransport : IDisposable
{
    private const int MostRedirects = 5;
    private const int LongestErrorText = 4096;

    // The handler alone: HttpClient's defaults (buffering, a timeout over the whole answer) do not suit event streams.
    private readonly HttpMessageInvoker _http;

    private readonly string? _authorization;

    /// <param name="domainSocket">A Unix socket in place of the servers' addresses; null for TCP.</param>
    public ApiTransport(TimeSpan connectTimeout, BasicCredential? credential, string? domainSocket = null)
    {
        _authorization = credential?.Authorization;
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            ActivityHeadersPropagator = null,
            ConnectTimeout = connectTimeout,

            // Who leaves a stream is gone at once, not after a wait for its end.
            ResponseDrainTimeout = TimeSpan.Zero,
        };
        if (domainSocket is not null)
            handler.ConnectCallback = async (_, cancellation) => new NetworkStream(await DomainSocket.ConnectAsync(domainSocket, cancellation), ownsSocket: true);
        _http = new HttpMessageInvoker(handler);
    }

    /// <summary>Sends a message; the answer's body is not read yet. Also says which server it was that answered in the end.</summary>
    public Task<(HttpResponseMessage Response, Uri Server)> PostAsync(
        Uri server, string path, MessageEncoding encoding, IMessage message, CancellationToken cancellationToken)
    {
        var body = new ArrayBufferWriter<byte>();
        MessageCodec.Encode(encoding, message, body);
        var mediaType = MediaTypes.Of(encoding);
        return SendAsync(server, uri => new HttpRequestMessage(HttpMethod.Post, new Uri(uri, path))
        {
            Content = new ReadOnlyMemoryContent(body.WrittenMemory) { Headers = { ContentType = new MediaTypeHeaderValue(mediaType) } },
            Headers = { Accept = { new MediaTypeWithQualityHeaderValue(mediaType) } },
        }, cancellationToken);
    }

    public async Task<HttpResponseMessage> GetAsync(Uri server, string pathAndQuery, CancellationToken cancellationToken) =>
        (await SendAsync(server, uri => new HttpRequestMessage(HttpMethod.Get, new Uri(uri, pathAndQuery)), cancellationToken)).Response;

    public async Task<byte[]> GetBytesAsync(Uri server, string pathAndQuery, CancellationToken cancellationToken)
    {
        using var response = await GetAsync(server, pathAndQuery, cancellationToken);
        return await ReadAllAsync(response, server, cancellationToken);
    }

    /// <summary>Where a page that only redirects points to.</summary>
    public async Task<Uri> FindRedirectAsync(Uri server, string path, CancellationToken cancellationToken)
    {
        using var response = await TrySendAsync(
            server, uri => new HttpRequestMessage(HttpMethod.Get, new Uri(uri, path)), cancellationToken);
        if (response.StatusCode != HttpStatusCode.TemporaryRedirect)
        {
            throw await RefusalAsync(response, server, cancellationToken);
        }

        return Redirected(response, server);
    }

    public static async Task<byte[]> ReadAllAsync(HttpResponseMessage response, Uri server, CancellationToken cancellationToken)
    {
        try
        {
            return await response.Content.ReadAsByteArrayAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            throw Unreachable(server, exception);
        }
    }

    public void Dispose() => _http.Dispose();

    /// <summary>Sends a request that is made anew for each server it is redirected to.</summary>
    public async Task<(HttpResponseMessage Response, Uri Server)> SendAsync(
        Uri server, Func<Uri, HttpRequestMessage> request, CancellationToken cancellationToken)
    {
        for (var redirects = 0; redirects <= MostRedirects; redirects++)
        {
            var response = await TrySendAsync(server, request, cancellationToken);
            if (response.IsSuccessStatusCode)
            {
                return (response, server);
            }

            using (response)
            {
                if (response.StatusCode != HttpStatusCode.TemporaryRedirect)
                {
                    throw await RefusalAsync(response, server, cancellationToken);
                }

                server = Redirected(response, server);
            }
        }

        throw new MesosException($"more than {MostRedirects} redirects, the last to {server.Authority}; is a leader elected?");
    }

    private async Task<HttpResponseMessage> TrySendAsync(
        Uri server, Func<Uri, HttpRequestMessage> request, CancellationToken cancellationToken)
    {
        using var message = request(server);
        if (_authorization is not null)
        {
            message.Headers.TryAddWithoutValidation("Authorization", _authorization);
        }

        try
        {
            return await _http.SendAsync(message, cancellationToken);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw Unreachable(server, exception);
        }
    }

    private static Uri Redirected(HttpResponseMessage response, Uri server)
    {
        var location = response.Headers.TryGetValues("Location", out var values) ? string.Concat(values) : null;
        return MesosAddress.Redirected(server, location)
            ?? throw new MesosException($"{server.Authority} redirects to '{location}', which is no address", response.StatusCode);
    }

    private static MesosException Unreachable(Uri server, Exception exception) =>
        new($"cannot reach {server.Authority}: {exception.InnerException?.Message ?? exception.Message}", null, exception)
        {
            IsUnreachable = exception is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError }
                or OperationCanceledException,
        };

    private static async Task<MesosException> RefusalAsync(HttpResponseMessage response, Uri server, CancellationToken cancellationToken)
    {
        var bytes = await ReadAllAsync(response, server, cancellationToken);
        return Refusal(response.StatusCode, bytes);
    }

    internal static MesosException Refusal(HttpStatusCode statusCode, ReadOnlySpan<byte> body)
    {
        var text = System.Text.Encoding.UTF8.GetString(body[..Math.Min(body.Length, LongestErrorText)]).Trim().ReplaceLineEndings(" ");
        return new MesosException(text.Length > 0 ? text : $"{(int)statusCode} {statusCode}", statusCode);
    }
}
