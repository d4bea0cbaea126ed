using System;
using System.Net;
using System.Net.Sockets;

namespace Tepui.Containerizer.Isolation.DockerVolumes;

/// <summary>Where a plug-in listens.</summary>
/// <param name="Text">As messages have it.</param>
internal sealed record PluginAddress(EndPoint EndPoint, string Text)
{
    /// <exception cref="PluginException">The path is too long for a socket.</exception>
    public static PluginAddress OfSocket(string path)
    {
        try
        {
            return new PluginAddress(new UnixDomainSocketEndPoint(path), path);
        }
        catch (ArgumentException e)
        {
            throw new PluginException($"{path} is no path that a Unix socket can have: {e.Message}", inner: e);
        }
    }

    /// <summary>Reads <c>unix:///PATH</c> or <c>tcp://HOST:PORT</c>, as specifications have it.</summary>
    /// <param name="file">Where it stands, for messages.</param>
    /// <exception cref="PluginException">It is neither.</exception>
    public static PluginAddress Parse(string text, string file)
    {
        const string Unix = "unix://";
        if (text.StartsWith(Unix + "/", StringComparison.Ordinal))
            return OfSocket(text[Unix.Length..]);
        if (Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) && uri is { Scheme: "tcp" or "http", Port: > 0, Host.Length: > 0 })
            return new PluginAddress(new DnsEndPoint(uri.IdnHost, uri.Port), $"{uri.IdnHost}:{uri.Port}");
        throw new PluginException($"{file} holds no address as unix:///run/x.sock or tcp://localhost:8080, but '{PluginText.OneLine(text)}'");
    }
}
