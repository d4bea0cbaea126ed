using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Linq;

namespace Tepui.ZooKeeper;

/// <summary>
/// Where an ensemble is and what of its tree is meant: <c>zk://user:password@host1:port1,host2:port2/path</c>, as Mesos writes it
/// (its documentation, high-availability). Its text never shows the password.
/// </summary>
public sealed class ZooKeeperUrl : IEquatable<ZooKeeperUrl>
{
    public const string Scheme = "zk://";

    public ZooKeeperUrl(IReadOnlyList<ServerAddress> servers, string path, ZooKeeperCredentials? credentials = null)
    {
        Servers = servers;
        Path = path;
        Credentials = credentials;
    }

    /// <summary>At least one; in the order of the URL.</summary>
    public IReadOnlyList<ServerAddress> Servers { get; }

    /// <summary>Begins with a '/' and ends with none, except the root, which is "/".</summary>
    public string Path { get; }

    public ZooKeeperCredentials? Credentials { get; }

    public bool IsRoot => Path == "/";

    /// <exception cref="FormatException">One line with all that is wrong with it.</exception>
    public static ZooKeeperUrl Parse(string text) => TryParse(text, out ZooKeeperUrl? url, out string? fault) ? url : throw new FormatException(fault);

    /// <param name="fault">One line with all that is wrong with it, without its password.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out ZooKeeperUrl? url, [NotNullWhen(false)] out string? fault)
    {
        var faults = new List<string>();
        url = ZooKeeperUrlParser.Parse(text.Trim(), faults);
        fault = url is null ? $"the ZooKeeper URL '{Redact(text.Trim())}' is not one: {string.Join("; ", faults)}" : null;
        return url is not null;
    }

    /// <summary>The text as it may be shown, whether it is a URL or not: what may be a password in it is hidden.</summary>
    public static string Redact(string text)
    {
        int scheme = text.IndexOf("://", StringComparison.Ordinal);
        int start = scheme < 0 ? 0 : scheme + 3;
        int at = text.LastIndexOf('@');
        if (at < start || IsPartOfPath(text, start, at))
            return text;
        int colon = text.IndexOf(':', start);
        string user = colon >= start && colon < at ? text[start..colon] + ":" : "";
        return text[..start] + user + ZooKeeperCredentials.Hidden + text[at..];
    }

    /// <summary>Node of the tree below the path.</summary>
    public string At(string name) => NodePath.Join(Path, name);

    public bool Equals(ZooKeeperUrl? other) =>
        other is not null && Path == other.Path && Credentials == other.Credentials && Servers.SequenceEqual(other.Servers);

    public override bool Equals(object? obj) => Equals(obj as ZooKeeperUrl);

    public override int GetHashCode() => HashCode.Combine(Path, Servers[0], Servers.Count);

    public override string ToString() => $"{Scheme}{(Credentials is null ? "" : Credentials + "@")}{string.Join(',', Servers)}{Path}";

    /// <summary>Whether the '@' is one of a path, after servers that are in order: a password holds no '/'.</summary>
    private static bool IsPartOfPath(string text, int start, int at)
    {
        int slash = text.IndexOf('/', start);
        if (slash < 0 || slash > at)
            return false;
        var faults = new List<string>();
        ZooKeeperUrlParser.Parse(Scheme + text[start..slash], faults);
        return faults.Count == 0 && !text[start..slash].Contains('@', StringComparison.Ordinal);
    }
}
