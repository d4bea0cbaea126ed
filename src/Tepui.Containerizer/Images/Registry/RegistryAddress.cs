using System;
using System.Net;
using Tepui.Containerizer.Images.References;

namespace Tepui.Containerizer.Images.Registry;

/// <summary>Where an image's repository is.</summary>
/// <param name="Host">With its port where that is said.</param>
/// <param name="Scheme">Null where it is to be found out: a registry on this very machine needs no https.</param>
internal sealed record RegistryAddress(string? Scheme, string Host, string Repository)
{
    public const string DockerHub = "registry-1.docker.io";

    /// <param name="registry">--docker_registry: a URL, or a host with or without a port.</param>
    public static RegistryAddress Of(ImageName image, string registry)
    {
        string? scheme = null;
        string host = image.Registry ?? registry;
        int end = host.IndexOf("://", StringComparison.Ordinal);
        if (end >= 0)
        {
            scheme = host[..end];
            host = host[(end + 3)..];
        }

        int slash = host.IndexOf('/', StringComparison.Ordinal);
        host = slash < 0 ? host : host[..slash];
        if (host is "docker.io" or "index.docker.io" or "registry.hub.docker.com" or "registry.docker.io")
            host = DockerHub;
        string repository = host == DockerHub && !image.Repository.Contains('/', StringComparison.Ordinal)
            ? "library/" + image.Repository
            : image.Repository;
        return new RegistryAddress(scheme ?? SchemeOf(host), host, repository);
    }

    private static string? SchemeOf(string host)
    {
        int colon = host.LastIndexOf(':');
        string port = colon < 0 || host.EndsWith(']') ? "" : host[(colon + 1)..];
        string name = (port.Length == 0 ? host : host[..colon]).Trim('[', ']');
        if (port == "80")
            return Uri.UriSchemeHttp;
        bool here = name == "localhost" || (IPAddress.TryParse(name, out IPAddress? address) && IPAddress.IsLoopback(address));
        return here && port != "443" ? null : Uri.UriSchemeHttps;
    }
}
