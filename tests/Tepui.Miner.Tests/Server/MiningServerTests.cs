using System;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Net.Sockets;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging.Abstractions;
using Tepui.Miner.Bitcoin;
using Tepui.Miner.DevelopmentNode;
using Tepui.Miner.Hashing;
using Tepui.Miner.Node;
using Tepui.Miner.Server;
using Tepui.Miner.Stratum;

namespace Tepui.Miner.Tests.Server;

/// <summary>The server between a real development node and a worker that hashes in this process, over real sockets.</summary>
public sealed class MiningServerTests : IAsyncDisposable
{
    private readonly CancellationTokenSource _ending = new(TimeSpan.FromMinutes(1));
    private DevelopmentNodeServer? _node;
    private MiningServer? _server;
    private Task _running = Task.CompletedTask;
    private byte[] _extranonce1 = [];

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _running;
        _server?.Dispose();
        if (_node is not null)
            await _node.DisposeAsync();
        _ending.Dispose();
    }

    [Fact]
    public async Task AWorkersBlocks_AreAcceptedByTheNode_AndNewWorkFollowsEach()
    {
        var (worker, status) = await StartAsync();
        await using var connection = await ConnectAsync(worker);
        var job = await HandshakeAsync(connection);
        for (var height = 1; height <= 3; height++)
        {
            await SubmitBlockAsync(connection, job);
            do
                job = await NextAsync<NotifyNotification>(connection);
            while (!job.CleanJobs);
        }

        using var node = new NodeClient(_node!.Endpoint);
        var count = await node.CallAsync("getblockcount", [], false, _ending.Token);
        count.GetInt64().ShouldBe(3);
        var statistics = await StatisticsAsync(status);

        // The node tells of the new tip by longpoll, maybe before its answer to submitblock has been noted.
        while (statistics.Blocks.Count < 3)
            statistics = await StatisticsAsync(status);
        statistics.Height.ShouldBe(4);
        statistics.Shares.Accepted.ShouldBe(3);
        statistics.Workers.Single().Name.ShouldBe("tester");
        var best = await node.CallAsync("getbestblockhash", [], false, _ending.Token);
        statistics.Blocks.Select(block => block.Height).ShouldBe([1, 2, 3]);
        statistics.Blocks[^1].Hash.ShouldBe(best.GetString());
    }

    [Fact]
    public async Task AMalformedLine_IsAnsweredAndALongOneEndsTheConnection()
    {
        var (worker, _) = await StartAsync();
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", worker, _ending.Token);
        var stream = client.GetStream();
        using var reader = new StreamReader(stream);
        await stream.WriteAsync("{\"id\":1,\"method\":\"mining.submit\",\"params\":[1]}\n"u8.ToArray(), _ending.Token);
        (await reader.ReadLineAsync(_ending.Token)).ShouldNotBeNull().ShouldContain("[20,");
        try
        {
            await stream.WriteAsync(new byte[64 * 1024], _ending.Token);
            (await reader.ReadLineAsync(_ending.Token)).ShouldBeNull();
        }
        catch (IOException)
        {
            // The server closed while there was more to read: a reset.
        }
    }

    [Fact]
    public async Task TheThirdConnectionOfTwo_IsClosed()
    {
        var (worker, _) = await StartAsync(options => options.MaximumConnections = 2);
        await using var first = await ConnectAsync(worker);
        await HandshakeAsync(first);
        await using var second = await ConnectAsync(worker);
        await HandshakeAsync(second);
        using var third = new TcpClient();
        await third.ConnectAsync("127.0.0.1", worker, _ending.Token);
        (await third.GetStream().ReadAsync(new byte[1], _ending.Token)).ShouldBe(0);
    }

    [Fact]
    public async Task APayoutAddressOfAnotherNetwork_EndsTheServerWithOneLine()
    {
        await StartNodeAsync();
        var options = Options();
        options.PayoutAddress = "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb";
        using var server = new MiningServer(
            options, new NodeWork(options, _node!.Endpoint, TimeProvider.System, NullLogger.Instance), TimeProvider.System, NullLogger.Instance);
        (await Should.ThrowAsync<MinerException>(() => server.RunAsync(_ending.Token))).Message.ShouldContain("--payout_address");
    }

    private async Task<(int Worker, int Status)> StartAsync(Action<ServerOptions>? set = null)
    {
        await StartNodeAsync();
        var options = Options();
        set?.Invoke(options);
        _server = new MiningServer(
            options, new NodeWork(options, _node!.Endpoint, TimeProvider.System, NullLogger.Instance), TimeProvider.System, NullLogger.Instance);
        _running = _server.RunAsync(_ending.Token);
        await Task.WhenAny(_server.Listening, _running);
        return await _server.Listening;
    }

    private static ServerOptions Options() => new() { WorkerPort = 0, StatusPort = 0, StartDifficulty = 1e-9, MinimumDifficulty = 1e-12 };

    private async Task StartNodeAsync() => _node = await DevelopmentNodeHost.StartAsync(
        new DevelopmentNodeOptions { Port = 0, HashRate = 1 }, 1, TimeProvider.System, _ending.Token);

    private async Task<StratumConnection> ConnectAsync(int port)
    {
        var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", port, _ending.Token);
        return new StratumConnection(client.GetStream());
    }

    private async Task<NotifyNotification> HandshakeAsync(StratumConnection connection)
    {
        await connection.WriteAsync(new SubscribeRequest(StratumId.Of(1), "test", null), _ending.Token);
        await connection.WriteAsync(new AuthorizeRequest(StratumId.Of(2), "tester", ""), _ending.Token);
        var answer = await NextAsync<StratumResponse>(connection);
        SubscribeResult.TryParse(answer.Result, out var subscribed, out _).ShouldBeTrue();
        _extranonce1 = subscribed!.Extranonce1.ToArray();
        return await NextAsync<NotifyNotification>(connection);
    }

    private async Task SubmitBlockAsync(StratumConnection connection, NotifyNotification job)
    {
        var work = new ScanWork(JobHeader.Build(job, _extranonce1, new byte[4], job.Time, 0), Target.FromCompact(job.Bits));
        var hits = new uint[NonceScanner.Fastest.Lanes];
        NonceScanner.Fastest.Scan(work, 0, 1 << 20, hits).Hits.ShouldBeGreaterThan(0);
        await connection.WriteAsync(
            new SubmitRequest(StratumId.Of(3), "tester", job.JobId, "00000000", job.Time, hits[0]), _ending.Token);
        (await NextAsync<StratumResponse>(connection)).IsSuccess.ShouldBeTrue();
    }

    private async Task<T> NextAsync<T>(StratumConnection connection)
        where T : StratumMessage
    {
        while (await connection.ReadAsync(_ending.Token) is { } message)
            if (message is T wanted)
                return wanted;
        throw new InvalidOperationException("the server closed the connection");
    }

    private async Task<PoolStatistics> StatisticsAsync(int port)
    {
        using var http = new HttpClient();
        var json = await http.GetStringAsync($"http://127.0.0.1:{port}/stats", _ending.Token);
        return JsonSerializer.Deserialize(json, PoolJson.Default.PoolStatistics)!;
    }
}
