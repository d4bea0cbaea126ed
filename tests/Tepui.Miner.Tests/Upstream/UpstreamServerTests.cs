using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging.Abstractions;
using Tepui.Miner.DevelopmentNode;
using Tepui.Miner.Hashing;
using Tepui.Miner.Node;
using Tepui.Miner.Server;
using Tepui.Miner.Worker;

namespace Tepui.Miner.Tests.Upstream;

/// <summary>Two of our servers as upstream pools of a third, with a development node behind and a worker that hashes before: over real sockets.</summary>
public sealed class UpstreamServerTests : IAsyncDisposable
{
    /// <summary>Some hundred shares a second: every one is a block, and nobody is flooded.</summary>
    private const double Difficulty = 1e-5;

    private readonly CancellationTokenSource _ending = new(TimeSpan.FromMinutes(2));
    private readonly List<Running> _servers = [];
    private DevelopmentNodeServer? _node;
    private Task _working = Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _working;
        foreach (var server in _servers)
            await server.DisposeAsync();
        if (_node is not null)
            await _node.DisposeAsync();
        _ending.Dispose();
    }

    [Fact]
    public async Task Blocks_are_found_through_the_proxy_and_when_a_pool_is_gone_the_next_takes_over()
    {
        await StartNodeAsync();
        var first = await StartAsync(null);
        var second = await StartAsync(null);
        var proxy = await StartAsync($"stratum+tcp://127.0.0.1:{first.Worker},127.0.0.1:{second.Worker}");
        Work(proxy.Worker);

        var before = await UntilAsync(proxy, statistics => statistics.BlocksAccepted >= 2);
        before.Upstreams!.Select(pool => pool.State).ShouldBe(["in_use", "standby"]);
        before.Upstreams![0].Accepted.ShouldBeGreaterThanOrEqualTo(2);
        before.Workers.Single().Name.ShouldBe("hasher");
        (await StatisticsAsync(first)).Workers.Single().Name.ShouldBe("proxy");
        while (await HeightAsync() < 2)
        {
            // The pool's answer to a share comes before the node's to the block.
        }

        await first.DisposeAsync();
        var after = await UntilAsync(
            proxy, statistics => statistics.Upstreams![1].Accepted >= 2 && statistics.BlocksAccepted > before.BlocksAccepted);
        after.Upstreams!.Select(pool => pool.State).ShouldBe(["away", "in_use"]);
    }

    [Fact]
    public async Task A_proxy_may_be_the_upstream_of_another_and_versions_are_rolled_through_both()
    {
        await StartNodeAsync();
        var pool = await StartAsync(null);
        var middle = await StartAsync($"127.0.0.1:{pool.Worker}");
        var outer = await StartAsync($"127.0.0.1:{middle.Worker}");
        Work(outer.Worker);
        var statistics = await UntilAsync(outer, statistics => statistics.BlocksAccepted >= 3);
        statistics.Shares.Rejected.Keys.ShouldNotContain("version_bits");
        statistics.Height.ShouldBeGreaterThan(1);

        // The worker rolls the version before anything else, and what came of it stands in the chain.
        using var node = new NodeClient(_node!.Endpoint);
        var versions = new HashSet<uint>();
        while (versions.Count < 2)
        {
            var best = await node.CallAsync("getbestblockhash", [], false, _ending.Token);
            var block = await node.CallAsync("getblock", [best.GetString()!, 0], false, _ending.Token);
            versions.Add(Tepui.Miner.Bitcoin.Block.Parse(Tepui.Miner.Bitcoin.Hex.Decode(block.GetString())).Header.Version);
        }

        foreach (var version in versions)
            (version & ~0x1fffe000u).ShouldBe(0x20000000u);
    }

    private async Task StartNodeAsync() => _node = await DevelopmentNodeHost.StartAsync(
        new DevelopmentNodeOptions { Port = 0, HashRate = 1 }, 1, TimeProvider.System, _ending.Token);

    private async Task<Running> StartAsync(string? pools)
    {
        var options = new ServerOptions
        {
            WorkerPort = 0,
            StatusPort = 0,
            StartDifficulty = Difficulty,
            MinimumDifficulty = Difficulty,
            Pool = pools,
            PoolUser = "proxy",
        };
        options.BitcoindAddress = _node!.Endpoint.Host;
        options.BitcoindRpcPort = _node.Endpoint.Port;
        if (pools is null)
            (options.RpcUser, options.RpcPassword) = (_node.Endpoint.User, _node.Endpoint.Password);
        options.Faults().ShouldBeEmpty();
        var server = new Running(MiningServer.Create(options, TimeProvider.System, NullLogger.Instance), _ending.Token);
        _servers.Add(server);
        await server.ListenAsync();
        return server;
    }

    private void Work(int port)
    {
        var worker = new MinerWorker(
            new WorkerOptions("127.0.0.1", port) { Threads = 2, User = "hasher", RetryPause = TimeSpan.FromMilliseconds(200) },
            NonceScanner.Fastest, MinerWorker.ConnectTcpAsync, TimeProvider.System, NullLogger.Instance);
        _working = Task.Run(() => worker.RunAsync(_ending.Token));
    }

    private async Task<long> HeightAsync()
    {
        using var node = new NodeClient(_node!.Endpoint);
        return (await node.CallAsync("getblockcount", [], false, _ending.Token)).GetInt64();
    }

    private async Task<PoolStatistics> UntilAsync(Running server, Func<PoolStatistics, bool> isSo)
    {
        while (true)
        {
            var statistics = await StatisticsAsync(server);
            if (isSo(statistics))
                return statistics;
            await Task.Yield();
        }
    }

    private async Task<PoolStatistics> StatisticsAsync(Running server)
    {
        using var http = new HttpClient();
        var json = await http.GetStringAsync($"http://127.0.0.1:{server.Status}/stats", _ending.Token);
        return JsonSerializer.Deserialize(json, PoolJson.Default.PoolStatistics)!;
    }

    private sealed class Running : IAsyncDisposable
    {
        private readonly MiningServer _server;
        private readonly CancellationTokenSource _stop;
        private readonly Task _running;

        public Running(MiningServer server, CancellationToken ending)
        {
            (_server, _stop) = (server, CancellationTokenSource.CreateLinkedTokenSource(ending));
            _running = server.RunAsync(_stop.Token);
        }

        public int Worker { get; private set; }

        public int Status { get; private set; }

        public async Task ListenAsync()
        {
            await Task.WhenAny(_server.Listening, _running);
            (Worker, Status) = await _server.Listening;
        }

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await _running;
            _server.Dispose();
        }
    }
}
