using System;
using System.Collections.Generic;
using Tepui.Runtime.Flags;

namespace Tepui.Agent.Options;

/// <summary>Where the master is.</summary>
public sealed record MasterAddress(string Host, int Port)
{
    private const int DefaultPort = 5050;

    /// <summary>What is wrong with --master, or null.</summary>
    public static string? Fault(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return "is needed: give the master's address, as in 127.0.0.1:5050";
        var faults = new List<string>();
        string? value = FlagFile.ReadPath("master", text, faults);
        if (value is null)
            return faults[0]["--master: ".Length..];
        if (value.StartsWith("zk://", StringComparison.Ordinal))
            return "zk:// is not supported yet: give the master's own address, as in 127.0.0.1:5050";
        return TryParse(value) is null ? $"'{value}' is no address such as 127.0.0.1:5050" : null;
    }

    /// <exception cref="FormatException">There is a <see cref="Fault"/>.</exception>
    public static MasterAddress Parse(string text) =>
        TryParse(FlagFile.ReadPath("master", text, []) ?? "") ?? throw new FormatException(Fault(text));

    private static MasterAddress? TryParse(string text)
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
