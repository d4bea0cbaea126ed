using System;
using System.Collections.Concurrent;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace Tepui.Containerizer.Fetching.Sources;

/// <summary>
/// GETs over http and https for one launch; made when the first URI needs it and gone with the launch, so that an idle agent
/// holds neither code nor connections of it. Proxies are taken from the environment (http_proxy, https_proxy, no_proxy).
/// </summary>
internal sealed class HttpDownloader : IDisposable
{
    private static readonly TimeSpan PauseBeforeResuming = TimeSpan.FromSeconds(1);

    private readonly FetcherOptions _options;
    private readonly TimeProvider _time;
    private readonly HttpMessageInvoker _http;
    private readonly ConcurrentDictionary<string, string> _certificateFaults = new(StringComparer.Ordinal);

    public HttpDownloader(FetcherOptions options, TimeProvider time)
    {
        _options = options;
        _time = time;
        _http = new HttpMessageInvoker(Handler());
    }

    /// <summary>Downloads a file; one that breaks off is gone on with from there, where the server can tell that it is still the same.</summary>
    /// <exception cref="FetchException">It could not be had; the message leaves the URI out.</exception>
    public async Task GetAsync(Uri uri, Download download)
    {
        for (int resumed = 0; ; resumed++)
        {
            try
            {
                await GetOnceAsync(uri, download);
                return;
            }
            catch (BrokenOffException) when (resumed < _options.MaxResumptions && download is { Validator: not null, Length: > 0 })
            {
                await Task.Delay(resumed * PauseBeforeResuming, _time, download.Stall.Token);
            }
        }
    }

    private async Task GetOnceAsync(Uri uri, Download download)
    {
        string? credentials = Credentials(uri);
        for (int redirects = 0; ; redirects++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, WithoutCredentials(uri));
            if (credentials is not null)
                request.Headers.Authorization = new AuthenticationHeaderValue("Basic", credentials);
            if (download is { Length: > 0, Validator: { } validator })
            {
                request.Headers.Range = new RangeHeaderValue(download.Length, null);
                _ = request.Headers.TryAddWithoutValidation("If-Range", validator);
            }

            try
            {
                using HttpResponseMessage response = await _http.SendAsync(request, download.Stall.Token);
                if (Redirection(response, uri) is not { } next)
                {
                    await ReceiveAsync(response, download);
                    return;
                }

                if (redirects == _options.MaxRedirects)
                    throw new FetchException($"it is redirected more than {_options.MaxRedirects} times: see to the server, or name the file's own address");
                credentials = Credentials(next) ?? (SameServer(uri, next) ? credentials : null);
                uri = next;
            }
            catch (HttpRequestException e) when (e.HttpRequestError == HttpRequestError.ResponseEnded)
            {
                throw new BrokenOffException(BrokenOff(download, total: null), e);
            }
            catch (HttpRequestException e)
            {
                throw new FetchException(Explain(e, uri), e);
            }
            catch (IOException e) when (e.InnerException is SocketException)
            {
                throw new BrokenOffException(BrokenOff(download, total: null), e);
            }
        }
    }

    public void Dispose() => _http.Dispose();

    private static async Task ReceiveAsync(HttpResponseMessage response, Download download)
    {
        long? total = response.Content.Headers.ContentLength;
        if (response.StatusCode == HttpStatusCode.PartialContent && download.Length > 0)
        {
            if (response.Content.Headers.ContentRange is not { From: { } from } range || from != download.Length)
                throw new FetchException("the server goes on with another part of the file than was asked for: see to the server");
            total = range.Length;
        }
        else if (response.StatusCode == HttpStatusCode.OK)
        {
            download.Restart();
            download.Validator = ValidatorOf(response);
            download.Expect(total);
        }
        else
        {
            throw new FetchException(Explain(response));
        }

        try
        {
            await using Stream body = await response.Content.ReadAsStreamAsync(download.Stall.Token);
            await download.CopyAsync(body);
        }
        catch (HttpIOException e) when (e.HttpRequestError == HttpRequestError.ResponseEnded)
        {
            throw new BrokenOffException(BrokenOff(download, total), e);
        }
        catch (HttpIOException e)
        {
            throw new FetchException($"the server's answer is malformed ({e.Message}): see to the server", e);
        }
    }

    private static string? ValidatorOf(HttpResponseMessage response) =>
        response.Headers.ETag is { IsWeak: false } tag ? tag.Tag : response.Content.Headers.LastModified?.ToString("r");

    private static string BrokenOff(Download download, long? total) =>
        $"the connection ended after {download.Length}{(total is null ? "" : $" of {total}")} bytes: see to the server, then launch again";

    private static string Explain(HttpResponseMessage response)
    {
        string advice = (int)response.StatusCode switch
        {
            401 or 403 or 407 => "see to its access rights, or to the user and password in the URI",
            404 or 410 => "see whether the file is there",
            >= 500 => "see to the server",
            _ => "a file is answered with 200",
        };
        return $"the server answered HTTP {(int)response.StatusCode} {ReasonOf(response)}: {advice}";
    }

    /// <summary>The server's own words go into no message: they may hold anything.</summary>
    private static string ReasonOf(HttpResponseMessage response) => response.StatusCode.ToString();

    private static Uri? Redirection(HttpResponseMessage response, Uri from)
    {
        if ((int)response.StatusCode is not (301 or 302 or 303 or 307 or 308) || response.Headers.Location is not { } location)
            return null;
        Uri to = location.IsAbsoluteUri ? location : new Uri(from, location);
        if (to.Scheme is not ("http" or "https"))
            throw new FetchException($"it is redirected to '{to.Scheme}', which is not followed: name the file's own address");
        if (from.Scheme == "https" && to.Scheme == "http")
            throw new FetchException("it is redirected from https to plain http, which is not followed: name the file's own address");
        return to;
    }

    private static bool SameServer(Uri one, Uri other) => one.Host == other.Host && one.Port == other.Port && one.Scheme == other.Scheme;

    private static string? Credentials(Uri uri) =>
        uri.UserInfo.Length == 0 ? null : Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(uri.UserInfo)));

    private static Uri WithoutCredentials(Uri uri) =>
        uri.UserInfo.Length == 0 ? uri : new UriBuilder(uri) { UserName = "", Password = "" }.Uri;

    private string Explain(HttpRequestException e, Uri uri)
    {
        if (_certificateFaults.TryGetValue(uri.IdnHost, out string? fault))
            return $"the certificate of {uri.Host} is not trusted: {fault}; install its authority's certificate on this agent, or see to the server's";
        if (e.InnerException is FetchException connecting)
            return connecting.Message;
        return e.HttpRequestError switch
        {
            HttpRequestError.NameResolutionError => $"there is no host '{uri.Host}': see to its name, or to this agent's DNS",
            HttpRequestError.SecureConnectionError =>
                $"no secure connection to {uri.Authority}: {(e.InnerException ?? e).Message}; see to the server's certificate and protocols",
            HttpRequestError.ConnectionError =>
                $"cannot connect to {uri.Authority}: {(e.InnerException ?? e).Message}; see whether the server runs and can be reached from this agent",
            HttpRequestError.InvalidResponse => $"{uri.Authority} does not answer in HTTP: see to the port",
            _ => $"{e.Message}: see to the server",
        };
    }

    private SocketsHttpHandler Handler() => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectTimeout = Timeout.InfiniteTimeSpan,
        ConnectCallback = ConnectAsync,
        MaxConnectionsPerServer = _options.Concurrency,
        SslOptions = new SslClientAuthenticationOptions
        {
            RemoteCertificateValidationCallback = Validate,
            CertificateChainPolicy = Trusting(_options.TrustedAuthorities),
        },
    };

    private static X509ChainPolicy? Trusting(X509Certificate2Collection? authorities)
    {
        if (authorities is null)
            return null;
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(authorities);
        return policy;
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        TimeSpan patience = _options.ConnectTimeout < _options.StallTimeout ? _options.ConnectTimeout : _options.StallTimeout;
        using var late = new CancellationTokenSource(patience, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellation);
        try
        {
            await socket.ConnectAsync(context.DnsEndPoint, either.Token);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (OperationCanceledException e) when (late.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            socket.Dispose();
            throw new FetchException(
                $"{context.DnsEndPoint.Host}:{context.DnsEndPoint.Port} did not accept a connection within {patience.TotalSeconds:0.###} s: see whether it can be reached from this agent", e);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private bool Validate(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors == SslPolicyErrors.None)
            return true;
        string fault = errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable) ? "it sent none"
            : errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) ? "it is for another name"
            : chain is { ChainStatus: [var first, ..] } ? first.StatusInformation.Trim()
            : errors.ToString();
        _certificateFaults[((SslStream)sender).TargetHostName] = fault;
        return false;
    }
}
