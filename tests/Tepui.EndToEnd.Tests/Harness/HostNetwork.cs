using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace Tepui.EndToEnd.Tests.Harness;

/// <summary>Hosts that are network namespaces on one bridge; the test itself is on the bridge too. Takes root.</summary>
public sealed class HostNetwork : IDisposable
{
    private readonly string _mark = Guid.NewGuid().ToString("N")[..6];
    private readonly List<NetworkHost> _hosts = [];

    private HostNetwork()
    {
    }

    public IReadOnlyList<NetworkHost> Hosts => _hosts;

    public IReadOnlyList<string> Addresses => [.. _hosts.Select(host => host.Address)];

    private string Bridge => "tepui" + _mark;

    public static HostNetwork Create(int count)
    {
        var network = new HostNetwork();
        try
        {
            network.Build(count);
            return network;
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        foreach (var host in _hosts)
            host.Dispose();
        NetworkCommands.Run("ip", "link", "del", Bridge);
    }

    private void Build(int count)
    {
        // A network of 10.217.*.0/24 that nobody else has taken.
        var net = Random.Shared.Next(1, 255);
        string Address(int number) => string.Create(CultureInfo.InvariantCulture, $"10.217.{net}.{number}");
        NetworkCommands.Must("ip", "link", "add", Bridge, "type", "bridge");
        NetworkCommands.Must("ip", "address", "add", Address(1) + "/24", "dev", Bridge);
        NetworkCommands.Must("ip", "link", "set", Bridge, "up");
        for (var number = 1; number <= count; number++)
        {
            var host = new NetworkHost(string.Create(CultureInfo.InvariantCulture, $"tp{_mark}h{number}"), Address(number + 10));
            _hosts.Add(host);
            host.Join(Bridge);
        }
    }
}
