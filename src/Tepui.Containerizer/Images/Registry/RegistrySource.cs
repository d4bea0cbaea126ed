using System;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Http;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Threading;
using System.Threading.Tasks;
using Tepui.Containerizer.Fetching.Sources;
using Tepui.Containerizer.Images.References;

namespace Tepui.Containerizer.Images.Registry;

/// <summary>Registries as of Docker's registry API version 2, which is OCI's distribution API.</summary>
internal sealed class RegistrySource : IImageSource
{
    private const int LargestManifest = 4 << 20;
    private const int LargestConfiguration = 16 << 20;

    private readonly RegistryOptions _options;
    private readonly TimeProvider _time;
    private readonly HttpMessageInvoker _http;
    private readonly ConcurrentDictionary<string, string> _schemes = new(StringComparer.Ordinal);

    public RegistrySource(RegistryOptions options, TimeProvider time)
    {
        _options = options;
        _time = time;
        _http = new HttpMessageInvoker(Handler(options));
    }

    public async Task<IImagePull> FindAsync(ImageName image, DockerConfiguration? credentials, CancellationToken cancellation)
    {
        RegistryAddress address = RegistryAddress.Of(image, _options.Registry);
        using var stall = new StallTimer(_options.StallTimeout, _time, cancellation);
        Uri root = new($"{address.Scheme ?? await SchemeAsync(address.Host, stall.Token)}://{address.Host}");
        var session = new RegistrySession(
            _http, root, address.Repository, credentials?.For(address.Host) ?? _options.Credentials.For(address.Host));
        var blobs = new BlobDownloads(session, _options, _time);
        return await blobs.GuardAsync(
            stall,
            async () =>
            {
                ImageManifest manifest = await ManifestAsync(session, image, stall);
                byte[] configuration = await blobs.ReadAsync(manifest.Config, LargestConfiguration, stall);
                return new Pull(manifest, ImageConfiguration.Parse(configuration), blobs);
            },
            cancellation);
    }

    public void Dispose() => _http.Dispose();

    private async Task<ImageManifest> ManifestAsync(RegistrySession session, ImageName image, StallTimer stall)
    {
        string reference = image.Reference;
        for (int lists = 0; lists < 3; lists++)
        {
            using HttpResponseMessage response = await session.GetAsync($"manifests/{reference}", ManifestReader.MediaTypes, 0, stall.Token);
            if (response.StatusCode == HttpStatusCode.NotFound)
                throw new ImageException($"{session.Root.Authority} has no such image: see to its name and tag, or push it there");
            BlobDownloads.Check(response, session);
            byte[] content = await BoundedBody.ReadAsync(response, LargestManifest, stall.Token);
            if (Digest.IsDigest(reference) && Digest.Of(content) != reference)
                throw new ImageException($"{session.Root.Authority} gives a manifest that is not the one of {reference}: see to the registry");
            (ImageManifest? manifest, string? chosen) = ManifestReader.Read(content, _options.Architecture);
            if (manifest is not null)
                return manifest;
            reference = chosen!;
        }

        throw new ImageException("its manifest is a list of lists: push it anew");
    }

    /// <summary>A registry on this very machine may do without https, as with Docker.</summary>
    private async Task<string> SchemeAsync(string host, CancellationToken cancellation)
    {
        if (_schemes.TryGetValue(host, out string? known))
            return known;
        string scheme = Uri.UriSchemeHttps;
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"https://{host}/v2/"));
            using HttpResponseMessage response = await _http.SendAsync(request, cancellation);
        }
        catch (HttpRequestException e) when (e.HttpRequestError == HttpRequestError.SecureConnectionError)
        {
            scheme = Uri.UriSchemeHttp;
        }
        catch (HttpRequestException)
        {
            // Nobody there: it is asked again next time.
            return scheme;
        }

        _schemes[host] = scheme;
        return scheme;
    }

    private static SocketsHttpHandler Handler(RegistryOptions options)
    {
        X509ChainPolicy? policy = null;
        if (options.TrustedAuthorities is { } authorities)
        {
            policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            policy.CustomTrustStore.AddRange(authorities);
        }

        return new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = options.ConnectTimeout,
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(20),
            SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = policy },
        };
    }

    private sealed class Pull(ImageManifest manifest, ImageConfiguration configuration, BlobDownloads blobs) : IImagePull
    {
        public ImageManifest Manifest => manifest;

        public ImageConfiguration Configuration => configuration;

        public Task FetchLayerAsync(BlobReference layer, string path, CancellationToken cancellation) =>
            blobs.DownloadAsync(layer, path, cancellation);

        public void Dispose()
        {
            // The connections are everybody's.
        }
    }
}
