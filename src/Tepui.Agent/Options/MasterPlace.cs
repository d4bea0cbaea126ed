using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using Tepui.Runtime.Flags;
using Tepui.ZooKeeper;

namespace Tepui.Agent.Options;

/// <summary>
/// What --master says: the master's own address, or the ensemble at which masters are elected; either may stand in a file
/// (docs/configuration/agent.md).
/// </summary>
public sealed record MasterPlace
{
    private const int DefaultPort = 5050;

    private MasterPlace()
    {
    }

    /// <summary>Null when masters are elected.</summary>
    public MasterAddress? Address { get; private init; }

    /// <summary>Null when the master's address was given.</summary>
    public ZooKeeperUrl? Election { get; private init; }

    /// <summary>What is wrong with --master, or null.</summary>
    public static string? Fault(string? text) => TryParse(text, out _, out string? fault) ? null : fault;

    /// <exception cref="FormatException">There is a <see cref="Fault"/>.</exception>
    public static MasterPlace Parse(string? text) =>
        TryParse(text, out MasterPlace? place, out string? fault) ? place : throw new FormatException(fault);

    private static bool TryParse(string? text, [NotNullWhen(true)] out MasterPlace? place, [NotNullWhen(false)] out string? fault)
    {
        place = null;
        fault = null;
        if (string.IsNullOrEmpty(text))
        {
            fault = "is needed: give the master's address, as in 127.0.0.1:5050, or where masters are elected, as in zk://127.0.0.1:2181/mesos";
            return false;
        }

        var faults = new List<string>();
        if (FlagFile.ReadPath("master", text, faults)?.Trim() is not { } value)
        {
            fault = faults[0]["--master: ".Length..];
            return false;
        }

        if (value.StartsWith(ZooKeeperUrl.Scheme, StringComparison.Ordinal))
        {
            if (ZooKeeperUrl.TryParse(value, out ZooKeeperUrl? url, out fault) && !url.IsRoot)
                place = new MasterPlace { Election = url };
            else if (url is not null)
                fault = $"the ZooKeeper URL '{url}' needs a path: expected zk://HOST:PORT/PATH, as in {url}mesos";
        }
        else if (ReadAddress(value) is { } address)
        {
            place = new MasterPlace { Address = address };
        }
        else
        {
            fault = $"'{value}' is no address such as 127.0.0.1:5050, and no URL such as zk://127.0.0.1:2181/mesos";
        }

        if (place is null && value != text)
            fault = $"{text}: {fault}";
        return place is not null;
    }

    private static MasterAddress? ReadAddress(string text)
    {
        // Old scripts write master@host:port, as a libprocess id.
        text = text.StartsWith("master@", StringComparison.Ordinal) ? text["master@".Length..] : text;
        int colon = text.LastIndexOf(':');
        bool bare = colon < 0 || text.EndsWith(']');
        string host = bare ? text : text[..colon];
        int port = DefaultPort;
        if (!bare && !int.TryParse(text[(colon + 1)..], out port))
            return null;
        host = host.Trim('[', ']');
        return port is > 0 and <= 65535 && Uri.CheckHostName(host) != UriHostNameType.Unknown ? new MasterAddress(host, port) : null;
    }
}
