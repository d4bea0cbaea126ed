using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net;
using System.Net.Sockets;

namespace Tepui.ZooKeeper;

/// <summary>Reads <see cref="ZooKeeperUrl"/>s and tells every fault of one, none of them with a password in it.</summary>
internal static class ZooKeeperUrlParser
{
    private const string Form = "it has the form zk://[user:password@]host1:port1,host2:port2/path";

    public static ZooKeeperUrl? Parse(string text, List<string> faults)
    {
        if (!text.StartsWith(ZooKeeperUrl.Scheme, StringComparison.Ordinal))
        {
            faults.Add($"{Form}, and does not begin with zk://");
            return null;
        }

        string rest = text[ZooKeeperUrl.Scheme.Length..];
        int slash = rest.IndexOf('/', StringComparison.Ordinal);
        string authority = slash < 0 ? rest : rest[..slash];
        string path = slash < 0 ? "/" : rest[slash..];
        int at = authority.LastIndexOf('@');
        ZooKeeperCredentials? credentials = at < 0 ? null : ReadCredentials(authority[..at], faults);
        var serverFaults = new List<string>();
        List<ServerAddress> servers = ReadServers(authority[(at + 1)..], serverFaults);
        if (serverFaults.Count > 0 && at < 0 && path.Contains('@', StringComparison.Ordinal))
        {
            // What was read as servers is part of a password.
            faults.Add("its password holds a '/', which ends the servers: choose one without");
            return null;
        }

        faults.AddRange(serverFaults);
        path = path.Length > 1 && path.EndsWith('/') ? path[..^1] : path;
        if (NodePath.FindFault(path) is { } fault)
            faults.Add($"its path {fault}");
        return faults.Count == 0 ? new ZooKeeperUrl(servers, path, credentials) : null;
    }

    private static ZooKeeperCredentials? ReadCredentials(string text, List<string> faults)
    {
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon > 0)
            return new ZooKeeperCredentials(text[..colon], text[(colon + 1)..]);
        faults.Add(colon == 0 ? "there is no user before the ':' of its credentials" : "its credentials lack the ':' between user and password");
        return null;
    }

    private static List<ServerAddress> ReadServers(string text, List<string> faults)
    {
        var servers = new List<ServerAddress>();
        if (text.Length == 0)
        {
            faults.Add("it names no server");
            return servers;
        }

        foreach (string entry in text.Split(','))
        {
            string server = entry.Trim();
            if (server.Length == 0)
                faults.Add("between two commas, or at an end, stands no server");
            else if (server.StartsWith('['))
                ReadBracketed(server, servers, faults);
            else
                ReadNamed(server, servers, faults);
        }

        return servers;
    }

    private static void ReadBracketed(string server, List<ServerAddress> servers, List<string> faults)
    {
        int end = server.IndexOf(']', StringComparison.Ordinal);
        if (end < 0 || !IPAddress.TryParse(server[1..end], out IPAddress? address) || address.AddressFamily != AddressFamily.InterNetworkV6)
            faults.Add($"'{server}' has no IPv6 address between brackets");
        else
            AddWithPort(server, server[1..end], server[(end + 1)..], servers, faults);
    }

    private static void ReadNamed(string server, List<ServerAddress> servers, List<string> faults)
    {
        int colon = server.IndexOf(':', StringComparison.Ordinal);
        string host = colon < 0 ? server : server[..colon];
        if (colon >= 0 && server.IndexOf(':', colon + 1) >= 0)
            faults.Add($"'{server}' has more than one ':' (an IPv6 address stands in brackets)");
        else if (host.Length == 0 || host.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '.' or '_')))
            faults.Add($"'{host}' is no host's name");
        else
            AddWithPort(server, host, colon < 0 ? "" : server[colon..], servers, faults);
    }

    private static void AddWithPort(string server, string host, string port, List<ServerAddress> servers, List<string> faults)
    {
        if (port.Length == 0)
            servers.Add(new ServerAddress(host, ServerAddress.DefaultPort));
        else if (port[0] == ':' && ushort.TryParse(port[1..], NumberStyles.None, CultureInfo.InvariantCulture, out ushort number) && number > 0)
            servers.Add(new ServerAddress(host, number));
        else
            faults.Add($"the port of '{server}' is no number from 1 to 65535");
    }
}
