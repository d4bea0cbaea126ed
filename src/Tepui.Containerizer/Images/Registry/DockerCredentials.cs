using System;
using System.Collections.Generic;
using System.Text;
using System.Text.Json;

namespace Tepui.Containerizer.Images.Registry;

/// <summary>How somebody is known to a registry.</summary>
/// <param name="IdentityToken">Changed into a token by OAuth2; null where name and password do.</param>
public sealed record DockerCredentials(string User, string Password, string? IdentityToken)
{
    public string Basic => Convert.ToBase64String(Encoding.UTF8.GetBytes($"{User}:{Password}"));
}

/// <summary>
/// Docker's configuration file: <c>auths</c> of <c>~/.docker/config.json</c>, or the whole of an older <c>.dockercfg</c>. Credential
/// helpers are programs of a person's own machine and are not run.
/// </summary>
public sealed class DockerConfiguration
{
    private readonly Dictionary<string, DockerCredentials> _byHost = new(StringComparer.OrdinalIgnoreCase);

    public static DockerConfiguration Empty { get; } = new();

    /// <summary>Why it is no such file; null when it is one.</summary>
    public static string? Fault(string json)
    {
        try
        {
            _ = Parse(json);
            return null;
        }
        catch (FormatException e)
        {
            return e.Message;
        }
    }

    /// <exception cref="FormatException">It is no such file; the message says why.</exception>
    public static DockerConfiguration Parse(string json)
    {
        var result = new DockerConfiguration();
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw new FormatException("it is no JSON object");
            JsonElement auths = document.RootElement.TryGetProperty("auths", out JsonElement inner) ? inner : document.RootElement;
            if (auths.ValueKind != JsonValueKind.Object)
                throw new FormatException("its 'auths' is no JSON object");
            foreach (JsonProperty entry in auths.EnumerateObject())
            {
                if (entry.Value.ValueKind == JsonValueKind.Object && Read(entry.Name, entry.Value) is { } credentials)
                    result._byHost[HostOf(entry.Name)] = credentials;
            }
        }
        catch (JsonException e)
        {
            // The parser's own words could quote a password.
            throw new FormatException("it is no JSON", e);
        }

        return result;
    }

    /// <param name="host">With its port, if it has one of its own.</param>
    public DockerCredentials? For(string host) => _byHost.GetValueOrDefault(HostOf(host));

    private static DockerCredentials? Read(string name, JsonElement entry)
    {
        string? token = Text(entry, "identitytoken");
        string? user = Text(entry, "username");
        string? password = Text(entry, "password");
        if (Text(entry, "auth") is { Length: > 0 } auth)
        {
            string[] parts;
            try
            {
                parts = Encoding.UTF8.GetString(Convert.FromBase64String(auth)).TrimEnd('\0').Split(':', 2);
            }
            catch (FormatException e)
            {
                throw new FormatException($"the 'auth' of '{name}' is no base64", e);
            }

            if (parts.Length != 2)
                throw new FormatException($"the 'auth' of '{name}' is not made of a user and a password with ':' between");
            (user, password) = (parts[0], parts[1]);
        }

        return user is null && token is null ? null : new DockerCredentials(user ?? "", password ?? "", token);
    }

    private static string? Text(JsonElement entry, string name) =>
        entry.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>Keys may be whole addresses, and Docker Hub has several names.</summary>
    private static string HostOf(string key)
    {
        int scheme = key.IndexOf("://", StringComparison.Ordinal);
        string host = scheme < 0 ? key : key[(scheme + 3)..];
        int slash = host.IndexOf('/', StringComparison.Ordinal);
        host = slash < 0 ? host : host[..slash];
        return host is "index.docker.io" or "docker.io" or "registry.hub.docker.com" ? RegistryAddress.DockerHub : host;
    }
}
