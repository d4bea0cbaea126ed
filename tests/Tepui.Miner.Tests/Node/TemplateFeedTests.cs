using System;
using System.Collections.Generic;
using System.Linq;
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
        var time = new ImpatientTime();
        using var client = new NodeClient(new NodeEndpoint("node.example", 1, "", ""), handler: new Away());
        using var feed = new TemplateFeed(client, TimeSpan.FromSeconds(1), time);
        var failures = 0;
        await feed.RunAsync(_ => { }, _ => failures++, Ending(time, waits: 9));
        failures.ShouldBe(9);
        time.Waits.Select(wait => wait.TotalSeconds).ShouldBe([0.25, 0.5, 1, 2, 4, 8, 15, 15, 15]);
    }

    private CancellationToken Ending(ImpatientTime time, int waits)
    {
        time.Armed = () =>
        {
            if (time.Waits.Count == waits)
                _ending.Cancel();
        };
        return _ending.Token;
    }

    /// <summary>Writes down how long each wait is to be, and ends it at once.</summary>
    private sealed class ImpatientTime : TimeProvider
    {
        public List<TimeSpan> Waits { get; } = [];

        public Action Armed { get; set; } = () => { };

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Waits.Add(dueTime);
            Armed();
            return base.CreateTimer(callback, state, TimeSpan.Zero, period);
        }
    }

    private sealed class Away : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            throw new HttpRequestException("Connection refused", null, HttpStatusCode.ServiceUnavailable);
    }
}
