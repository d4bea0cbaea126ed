using System;
using System.Collections.Generic;
using System.Net;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using Tepui.Miner.DevelopmentNode;
using Tepui.Miner.Node;

namespace Tepui.Miner.Tests.Node;

/// <summary>The feed over real HTTP to a development node, and over a node that is away.</summary>
public sealed class TemplateFeedTests : IDisposable
{
    private readonly CancellationTokenSource _ending = new(TimeSpan.FromMinutes(1));

    public void Dispose() => _ending.Dispose();

    [Fact]
    public async Task Refresh_AsksAgainAtOnce()
    {
        await using var node = await DevelopmentNodeHost.StartAsync(
            new DevelopmentNodeOptions { Port = 0, HashRate = 1e9 }, 1, TimeProvider.System, _ending.Token);
        using var client = new NodeClient(node.Endpoint);
        using var feed = new TemplateFeed(client, TimeSpan.FromSeconds(1), TimeProvider.System);
        using var received = new SemaphoreSlim(0);
        var running = feed.RunAsync(_ => received.Release(), _ => { }, _ending.Token);
        await received.WaitAsync(_ending.Token);
        feed.Refresh();
        await received.WaitAsync(_ending.Token);
        await _ending.CancelAsync();
        await running;
    }

    [Fact]
    public async Task NodeThatIsAway_IsTriedAgainLaterAndLater()
    {
        var time = new Tepui.Testing.VirtualTime();
        using var client = new NodeClient(new NodeEndpoint("node.example", 1, "", ""), time, new Away());
        using var feed = new TemplateFeed(client, TimeSpan.FromSeconds(1), time);
        using var failed = new SemaphoreSlim(0);
        var at = new List<TimeSpan>();
        var start = time.GetUtcNow();
        var running = Task.Run(() => feed.RunAsync(_ => { }, _ => Note(), _ending.Token));
        for (var tries = 0; tries < 4; tries++)
        {
            while (!await failed.WaitAsync(TimeSpan.FromMilliseconds(1)))
                time.Advance(TimeSpan.FromMilliseconds(250));
        }

        await _ending.CancelAsync();
        await running;
        at[0].ShouldBe(TimeSpan.Zero);
        (at[2] - at[1]).ShouldBeGreaterThanOrEqualTo(2 * TimeSpan.FromMilliseconds(250));
        (at[3] - at[2]).ShouldBeGreaterThanOrEqualTo(4 * TimeSpan.FromMilliseconds(250));

        void Note()
        {
            at.Add(time.GetUtcNow() - start);
            failed.Release();
        }
    }

    private sealed class Away : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            throw new HttpRequestException("Connection refused", null, HttpStatusCode.ServiceUnavailable);
    }
}
