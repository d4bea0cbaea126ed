using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.IO;
using System.Linq;
using Tepui.ZooKeeper;

namespace Tepui.Client.Masters;

/// <summary>
/// Where to look for the master, in the forms people and Mesos write it: <c>host:port</c>, several of them separated by commas,
/// <c>zk://user:password@host1:port1,host2:port2/path</c>, or <c>file:///path</c> of a file that holds one of these.
/// Its text never shows a password.
/// </summary>
public sealed class MasterLocation
{
    private const string FileScheme = "file://";

    private MasterLocation(IReadOnlyList<Uri> addresses, ZooKeeperUrl? election)
    {
        Addresses = addresses;
        Election = election;
    }

    /// <summary>Masters, to be tried in turn; a standby redirects to the leader. Empty where <see cref="Election"/> says who leads.</summary>
    public IReadOnlyList<Uri> Addresses { get; }

    /// <summary>Where masters are elected; null when addresses are given.</summary>
    public ZooKeeperUrl? Election { get; }

    /// <exception cref="FormatException">It is none of these forms, or the file cannot be read; one line that says what is wrong.</exception>
    public static MasterLocation Parse(string text) =>
        TryParse(text, out var location, out var fault) ? location : throw new FormatException(fault);

    /// <param name="fault">What is wrong, in one line without a password.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out MasterLocation? location, [NotNullWhen(false)] out string? fault)
    {
        location = null;
        text = text.Trim();
        if (!text.StartsWith(FileScheme, StringComparison.Ordinal) && !text.StartsWith('/'))
        {
            location = Read(text, out fault);
            return location is not null;
        }

        var path = text.StartsWith(FileScheme, StringComparison.Ordinal) ? text[FileScheme.Length..] : text;
        if (TryReadFile(path, out var content, out fault))
        {
            location = Read(content, out fault);
            fault = location is null ? $"{text}: {fault}" : null;
        }
        else
        {
            fault = $"{text}: {fault}";
        }

        return location is not null;
    }

    /// <summary>One place of what may be several.</summary>
    /// <exception cref="FormatException">One cannot be read, there is none, or a zk:// URL has another beside it.</exception>
    public static MasterLocation Parse(IReadOnlyList<string> texts)
    {
        if (texts.Count == 1)
        {
            return Parse(texts[0]);
        }

        var locations = texts.Select(Parse).ToArray();
        if (locations.FirstOrDefault(location => location.Election is not null) is { } elected)
        {
            throw new FormatException($"{elected}: says by itself who leads; give it alone");
        }

        return locations.Length > 0
            ? new MasterLocation([.. locations.SelectMany(location => location.Addresses)], election: null)
            : throw new FormatException("no master is named: give its host:port, or the zk:// URL that masters are elected at");
    }

    public override string ToString() => Election?.ToString() ?? string.Join(',', Addresses.Select(address => address.Authority));

    internal static MasterLocation At(Uri address) => new([address], election: null);

    private static MasterLocation? Read(string text, out string? fault)
    {
        if (text.StartsWith(ZooKeeperUrl.Scheme, StringComparison.Ordinal))
        {
            if (ZooKeeperUrl.TryParse(text, out var election, out fault) && election.IsRoot)
            {
                // As in Mesos: the root is ZooKeeper's own, and masters are never elected there.
                fault = $"the ZooKeeper URL '{election}' needs a path: expected zk://HOST:PORT/PATH, as in {election}mesos";
                return null;
            }

            return election is null ? null : new MasterLocation([], election);
        }

        if (text.StartsWith("https://", StringComparison.Ordinal))
        {
            fault = $"'{text}': https:// is not supported yet; give host:port";
            return null;
        }

        var addresses = new List<Uri>();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            if (!MesosAddress.TryParse(part, out var address))
            {
                fault = part == text
                    ? $"'{text}' is no address: expected host:port, or zk://host:port/path"
                    : $"'{text}': '{part}' is no address: expected host:port,host:port";
                return null;
            }

            addresses.Add(address);
        }

        fault = null;
        return new MasterLocation(addresses, election: null);
    }

    private static bool TryReadFile(string path, out string content, [NotNullWhen(false)] out string? fault)
    {
        try
        {
            content = File.ReadAllText(path).Trim();
            fault = content.Length == 0 ? "the file is empty: it should hold host:port or a zk:// URL" : null;
            return fault is null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            content = "";
            fault = exception.Message;
            return false;
        }
    }
}
