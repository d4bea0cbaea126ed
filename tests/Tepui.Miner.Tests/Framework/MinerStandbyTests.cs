using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using Tepui.Miner.Framework;
using Tepui.Miner.Framework.Stores;
using Tepui.Testing;
using Tepui.Testing.ZooKeeper;
using Tepui.ZooKeeper;

namespace Tepui.Miner.Tests.Framework;

public sealed class MinerStandbyTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly VirtualTime _time = new();
    private readonly FakeZooKeeper _zooKeeper;

    public MinerStandbyTests() => _zooKeeper = new FakeZooKeeper(_time);

    [Fact]
    public async Task TheLeadersSessionEnds_TheOtherTakesOverItsFramework_AndTheFirstStandsBy()
    {
        await using var first = Start("gold");
        var store = await first.LeadsAsync();
        store.Load().ShouldBe(MinerState.Empty);
        store.Save(MinerState.Empty with { FrameworkId = "framework-1", Generation = 2 });
        await using var second = Start("gold");
        (await second.HearAsync<MinerNotice.StandingBy>()).Leader.ShouldNotBeNull();

        first.Sessions.Single().Expire();

        (await second.LeadsAsync()).Load().ShouldBe(new MinerState("framework-1", 2, 0, null));
        (await second.HearAsync<MinerNotice.Leads>()).FrameworkId.ShouldBe("framework-1");
        (await first.HearAsync<MinerNotice.Deposed>()).Why.ShouldContain("session");
        await first.Ended;
        _time.Advance(TimeSpan.FromSeconds(1));
        (await first.HearAsync<MinerNotice.StandingBy>()).Leader.ShouldNotBeNull();
    }

    [Fact]
    public async Task AnotherTakesTheState_TheSchedulerEndsAtItsNextWrite()
    {
        await using var first = Start("gold");
        var store = await first.LeadsAsync();
        await MinerZooKeeperStore.TakeAsync(_zooKeeper.Open(), "/mesos/tepui_miner/gold/state", CancellationToken.None);

        store.Save(MinerState.Empty with { Generation = 1 });

        (await first.HearAsync<MinerNotice.Deposed>()).Why.ShouldBe("another miner has taken over its state");
        await first.Ended;
    }

    [Fact]
    public async Task Stopped_ItLeavesTheElectionAtOnce()
    {
        var first = Start("gold");
        await first.LeadsAsync();
        await using var second = Start("gold");
        await second.HearAsync<MinerNotice.StandingBy>();

        await first.DisposeAsync();

        await second.LeadsAsync();
    }

    [Theory]
    [InlineData("a/b", "a%2Fb")]
    [InlineData("..", "%2E%2E")]
    [InlineData("my miner: 1", "my%20miner%3A%201")]
    public async Task EachName_HasANodeOfItsOwn(string name, string node)
    {
        await using var other = Start("gold");
        await other.LeadsAsync();
        await using var miner = Start(name);
        await miner.LeadsAsync();
        _zooKeeper.Children("/mesos/tepui_miner").ShouldBe([.. new[] { node, "gold" }.Order(StringComparer.Ordinal)]);
    }

    [Fact]
    public async Task RubbishInTheState_EndsItWithTheNodesName()
    {
        _zooKeeper.Write("/mesos/tepui_miner/gold/state", "rubbish");
        var miner = Start("gold");
        (await Should.ThrowAsync<MinerException>(miner.Running)).Message.ShouldContain("/mesos/tepui_miner/gold/state");
    }

    private Standby Start(string name) => new(_zooKeeper, _time, name);

    /// <summary>A miner whose scheduler does nothing but to wait for its end.</summary>
    private sealed class Standby : IAsyncDisposable
    {
        private readonly Channel<MinerNotice> _heard = Channel.CreateUnbounded<MinerNotice>();
        private readonly Channel<MinerZooKeeperStore> _led = Channel.CreateUnbounded<MinerZooKeeperStore>();
        private readonly TaskCompletionSource _ended = new();
        private readonly CancellationTokenSource _stop = new();

        public Standby(FakeZooKeeper zooKeeper, TimeProvider time, string name)
        {
            IZooKeeperSession Open()
            {
                var session = zooKeeper.Open();
                Sessions.Add(session);
                return session;
            }

            Running = new MinerStandby("/mesos/tepui_miner", name, Open, LeadAsync, time, notice => _heard.Writer.TryWrite(notice)).RunAsync(_stop.Token);
        }

        public List<FakeSession> Sessions { get; } = [];

        public Task Running { get; }

        /// <summary>The first term is over, as the scheduler was told.</summary>
        public Task Ended => _ended.Task.WaitAsync(Patience);

        public async Task<MinerZooKeeperStore> LeadsAsync() => await _led.Reader.ReadAsync().AsTask().WaitAsync(Patience);

        public async Task<T> HearAsync<T>()
            where T : MinerNotice
        {
            while (true)
            {
                if (await _heard.Reader.ReadAsync().AsTask().WaitAsync(Patience) is T wanted)
                    return wanted;
            }
        }

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await Running;
            _stop.Dispose();
        }

        private async Task LeadAsync(MinerZooKeeperStore store, CancellationToken stop)
        {
            _led.Writer.TryWrite(store);
            await Task.Delay(Timeout.InfiniteTimeSpan, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _ended.TrySetResult();
        }
    }
}
