using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Tepui.ZooKeeper;

namespace Tepui.Testing.ZooKeeper;

/// <summary>Three real servers that agree with one another.</summary>
public sealed class ZooKeeperEnsemble : IAsyncDisposable
{
    private const int Size = 3;

    private ZooKeeperEnsemble(ZooKeeperServer[] servers) => Servers = servers;

    public IReadOnlyList<ZooKeeperServer> Servers { get; }

    /// <summary>The one whose word the others wait for.</summary>
    public ZooKeeperServer Leader => Servers.First(server => server.IsRunning && server.Leads());

    public static Task<ZooKeeperEnsemble> StartAsync(TimeSpan? tick = null)
    {
        int[] ports = LoopbackPorts.Take(Size * 3);
        string[] peers = [.. Enumerable.Range(0, Size).Select(i => $"127.0.0.1:{ports[Size + i]}:{ports[2 * Size + i]}")];
        return StartAsync(i => ZooKeeperServer.Make(
            new ServerAddress("127.0.0.1", ports[i]), i + 1, peers, tick ?? TimeSpan.FromMilliseconds(500), []));
    }

    /// <summary>On hosts of their own, each with its address and the program that runs things there; ports as by default.</summary>
    public static Task<ZooKeeperEnsemble> StartAsync(IReadOnlyList<(string Address, string[] Within)> hosts, TimeSpan tick)
    {
        string[] peers = [.. hosts.Select(host => $"{host.Address}:2888:3888")];
        return StartAsync(i => ZooKeeperServer.Make(new ServerAddress(hosts[i].Address, ServerAddress.DefaultPort), i + 1, peers, tick, hosts[i].Within));
    }

    /// <summary>All of its servers.</summary>
    public ZooKeeperUrl Url(string path = "/", ZooKeeperCredentials? credentials = null) =>
        new([.. Servers.Select(server => server.Address)], path, credentials);

    public async ValueTask DisposeAsync()
    {
        foreach (ZooKeeperServer server in Servers)
            await server.DisposeAsync();
    }

    private static async Task<ZooKeeperEnsemble> StartAsync(Func<int, ZooKeeperServer> make)
    {
        var ensemble = new ZooKeeperEnsemble([.. Enumerable.Range(0, Size).Select(make)]);
        try
        {
            foreach (ZooKeeperServer server in ensemble.Servers)
                server.Run();
            await Task.WhenAll(ensemble.Servers.Select(server => server.WaitUntilServesAsync()));
            return ensemble;
        }
        catch
        {
            await ensemble.DisposeAsync();
            throw;
        }
    }
}
