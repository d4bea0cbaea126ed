using System;

namespace Tepui.ZooKeeper;

/// <summary>Where a server of the ensemble takes its clients.</summary>
/// <param name="Host">A name or an address; an IPv6 address without its brackets.</param>
public sealed record ServerAddress(string Host, int Port)
{
    /// <summary>Of a server whose URL names none.</summary>
    public const int DefaultPort = 2181;

    public override string ToString() => Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]:{Port}" : $"{Host}:{Port}";
}
