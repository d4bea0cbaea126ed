using System;
using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;

namespace Tepui.Containerizer.Images.Registry;

/// <summary>
/// GETs below one repository, with whatever the registry wants to see for it. Credentials go to the registry and to the token server
/// that it names, and never along with a redirection.
/// </summary>
internal sealed class RegistrySession(HttpMessageInvoker http, Uri root, string repository, DockerCredentials? credentials)
{
    private const int MostRedirections = 10;
    private const int LargestToken = 1 << 20;

    private AuthenticationHeaderValue? _authorization;

    public Uri Root => root;

    /// <summary>The last answer, whatever it is; its body is not read yet.</summary>
    /// <param name="path">Below <c>/v2/REPOSITORY/</c>.</param>
    public async Task<HttpResponseMessage> GetAsync(string path, IReadOnlyList<string> accept, long offset, CancellationToken cancellation)
    {
        Uri uri = new(root, $"/v2/{repository}/{path}");
        bool answered = false;
        for (int redirections = 0; ;)
        {
            using HttpRequestMessage request = Request(uri, accept, offset);
            HttpResponseMessage response = await http.SendAsync(request, cancellation);
            Uri? next = Redirection(response, uri);
            bool challenged = response.StatusCode == HttpStatusCode.Unauthorized && !answered && IsRegistry(uri);
            if (next is null && !challenged)
                return response;
            using (response)
            {
                if (challenged)
                {
                    answered = true;
                    if (Challenge.Choose(response.Headers.WwwAuthenticate) is not { } challenge || !await AnswerAsync(challenge, cancellation))
                        throw Refused(response.StatusCode);
                    continue;
                }
            }

            if (++redirections > MostRedirections)
                throw new ImageException($"{root.Authority} redirects without an end: see to the registry");
            uri = next!;
        }
    }

    public ImageException Refused(HttpStatusCode status) => new(credentials is null
        ? $"{root.Authority} answered {(int)status}: it wants to know who asks, or has no such image; give credentials by --docker_config or the image's own config"
        : $"{root.Authority} answered {(int)status} to '{credentials.User}': see to the credentials in --docker_config or the image's config, and to that user's rights");

    private bool IsRegistry(Uri uri) => uri.Authority == root.Authority && uri.Scheme == root.Scheme;

    private HttpRequestMessage Request(Uri uri, IReadOnlyList<string> accept, long offset)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, uri);
        if (accept.Count > 0)
            _ = request.Headers.TryAddWithoutValidation("Accept", accept);
        if (offset > 0)
            request.Headers.Range = new RangeHeaderValue(offset, null);
        if (IsRegistry(uri))
            request.Headers.Authorization = _authorization;
        return request;
    }

    private static Uri? Redirection(HttpResponseMessage response, Uri from)
    {
        if ((int)response.StatusCode is not (301 or 302 or 303 or 307 or 308) || response.Headers.Location is not { } location)
            return null;
        Uri to = location.IsAbsoluteUri ? location : new Uri(from, location);
        if (to.Scheme == Uri.UriSchemeHttps || (to.Scheme == Uri.UriSchemeHttp && from.Scheme == Uri.UriSchemeHttp))
            return to;
        response.Dispose();
        throw new ImageException($"{from.Authority} redirects from https to {to.Scheme}, which is not followed: see to the registry");
    }

    private async Task<bool> AnswerAsync(Challenge challenge, CancellationToken cancellation)
    {
        if (challenge.Scheme == "Basic")
        {
            _authorization = credentials is null ? null : new AuthenticationHeaderValue("Basic", credentials.Basic);
            return credentials is not null;
        }

        if (!challenge.Parameters.TryGetValue("realm", out string? realm) || !Uri.TryCreate(realm, UriKind.Absolute, out Uri? server)
            || (server.Scheme != Uri.UriSchemeHttps && (server.Scheme != Uri.UriSchemeHttp || root.Scheme == Uri.UriSchemeHttps)))
        {
            throw new ImageException($"{root.Authority} names no token server that may be asked: see to the registry");
        }

        string service = challenge.Parameters.GetValueOrDefault("service", "");
        string scope = challenge.Parameters.GetValueOrDefault("scope", $"repository:{repository}:pull");
        _authorization = new AuthenticationHeaderValue("Bearer", await TokenAsync(server, service, scope, cancellation));
        return true;
    }

    private async Task<string> TokenAsync(Uri server, string service, string scope, CancellationToken cancellation)
    {
        using HttpRequestMessage request = credentials?.IdentityToken is { } identity
            ? new HttpRequestMessage(HttpMethod.Post, server)
            {
                Content = new FormUrlEncodedContent(new Dictionary<string, string>
                {
                    ["grant_type"] = "refresh_token",
                    ["refresh_token"] = identity,
                    ["client_id"] = "tepui",
                    ["service"] = service,
                    ["scope"] = scope,
                }),
            }
            : new HttpRequestMessage(HttpMethod.Get, WithQuery(server, service, scope));
        if (credentials is { IdentityToken: null })
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", credentials.Basic);
        using HttpResponseMessage response = await http.SendAsync(request, cancellation);
        if (response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.BadRequest)
            throw Refused(response.StatusCode);
        if (response.StatusCode != HttpStatusCode.OK)
            throw new ImageException($"the token server {server.Authority} answered {(int)response.StatusCode}: see to it");
        byte[] body = await BoundedBody.ReadAsync(response, LargestToken, cancellation);
        try
        {
            using JsonDocument json = JsonDocument.Parse(body);
            foreach (string name in (string[])["token", "access_token"])
            {
                if (json.RootElement.TryGetProperty(name, out JsonElement token) && token.GetString() is { Length: > 0 } text)
                    return text;
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Told below.
        }

        throw new ImageException($"the token server {server.Authority} gave no token: see to it");
    }

    private static Uri WithQuery(Uri server, string service, string scope)
    {
        string query = server.Query.TrimStart('?');
        string more = $"service={Uri.EscapeDataString(service)}&scope={Uri.EscapeDataString(scope)}";
        return new UriBuilder(server) { Query = query.Length > 0 ? query + "&" + more : more }.Uri;
    }
}

/// <summary>Bodies that are read into memory, and therefore have a bound.</summary>
internal static class BoundedBody
{
    /// <exception cref="ImageException">It is longer.</exception>
    public static async Task<byte[]> ReadAsync(HttpResponseMessage response, int most, CancellationToken cancellation)
    {
        await using Stream body = await response.Content.ReadAsStreamAsync(cancellation);
        var content = new MemoryStream();
        byte[] buffer = new byte[16 * 1024];
        for (int count; (count = await body.ReadAsync(buffer, cancellation)) > 0;)
        {
            await content.WriteAsync(buffer.AsMemory(0, count), cancellation);
            if (content.Length > most)
                throw new ImageException($"the registry's answer is longer than {most >> 20} MB, which no manifest is: see to the registry");
        }

        return content.ToArray();
    }
}
