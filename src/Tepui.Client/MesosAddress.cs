using System;
using System.Diagnostics.CodeAnalysis;

namespace Tepui.Client;

/// <summary>Where masters and agents are, in the forms people and Mesos write it.</summary>
public static class MesosAddress
{
    /// <summary>Reads <c>host:port</c>, <c>http://host:port</c> or a process id such as <c>slave(1)@host:port</c>.</summary>
    /// <exception cref="FormatException">It is none of these; the message says what it is and what is expected.</exception>
    public static Uri Parse(string address)
    {
        if (address.StartsWith("zk://", StringComparison.Ordinal))
        {
            throw new FormatException("a zk:// URL says where a master is elected, not where one server is: expected host:port");
        }

        if (address.StartsWith("https://", StringComparison.Ordinal))
        {
            throw new FormatException($"'{address}': https:// is not supported yet; give host:port");
        }

        return TryParse(address, out var uri) ? uri : throw new FormatException($"'{address}' is no address: expected host:port");
    }

    public static bool TryParse(string address, [NotNullWhen(true)] out Uri? uri)
    {
        var at = address.LastIndexOf('@');
        var text = at < 0 ? address : address[(at + 1)..];
        text = text.StartsWith("//", StringComparison.Ordinal) ? "http:" + text : text;
        text = text.Contains("://", StringComparison.Ordinal) ? text : "http://" + text;
        uri = Uri.TryCreate(text, UriKind.Absolute, out var parsed) && parsed.Scheme == Uri.UriSchemeHttp && parsed.Host.Length > 0
            ? new Uri(parsed.GetLeftPart(UriPartial.Authority))
            : null;
        return uri is not null;
    }

    /// <summary>
    /// Where a 307 answer sends us. Mesos writes <c>//host:port/path</c>, its documentation <c>host:port</c>; only the
    /// host and port count, the path stays the one that was asked for.
    /// </summary>
    internal static Uri? Redirected(Uri from, string? location)
    {
        if (string.IsNullOrEmpty(location))
        {
            return null;
        }

        if (location[0] == '/' && !location.StartsWith("//", StringComparison.Ordinal))
        {
            return from;
        }

        return TryParse(location, out var uri) ? uri : null;
    }
}
