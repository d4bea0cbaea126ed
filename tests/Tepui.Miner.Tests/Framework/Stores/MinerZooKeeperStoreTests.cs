using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Mesos.V1;
using Tepui.Miner.Framework.Stores;
using Tepui.Testing;
using Tepui.Testing.ZooKeeper;
using Task = System.Threading.Tasks.Task;
using TaskCompletionSource = System.Threading.Tasks.TaskCompletionSource;

namespace Tepui.Miner.Tests.Framework.Stores;

public sealed class MinerZooKeeperStoreTests
{
    private const string Node = "/mesos/tepui_miner/gold/state";

    private readonly FakeZooKeeper _zooKeeper = new(new VirtualTime());

    private static MinerState Mining => new("framework-1", 3, 7, new ServerTask("server-3", "agent-1", "10.0.0.7", 31000, 31001));

    [Fact]
    public async Task Save_IsWhatTheNextOneLoads()
    {
        var first = await TakeAsync();
        first.Load().ShouldBe(MinerState.Empty);
        first.Save(Mining);

        (await TakeAsync()).Load().ShouldBe(Mining);
    }

    [Fact]
    public async Task Save_AfterAnotherTookOver_WritesNothingAndCallsNothing()
    {
        var first = await TakeAsync();
        first.Save(Mining);
        var second = await TakeAsync();
        var called = false;

        first.Save(Mining with { Generation = 4 }, () => called = true);

        (await first.Failed).ShouldBe("another miner has taken over its state");
        called.ShouldBeFalse();
        first.Save(Mining with { Generation = 5 }, () => called = true);
        called.ShouldBeFalse();
        second.Save(second.Load() with { Workers = 8 });
        (await TakeAsync()).Load().ShouldBe(Mining with { Workers = 8 });
    }

    [Fact]
    public async Task Save_WhileZooKeeperIsAway_IsKeptWhenItIsBack_AndWhatWaitsForItIsCalledInOrder()
    {
        var store = await TakeAsync();
        var called = new List<int>();
        _zooKeeper.GoDown();
        foreach (var number in (int[])[1, 2, 3])
            store.Save(Mining with { Generation = number }, () => called.Add(number));
        var all = new TaskCompletionSource();
        store.Save(Mining with { Generation = 3 }, all.SetResult);
        called.ShouldBeEmpty();

        _zooKeeper.ComeBack();

        await all.Task.WaitAsync(TimeSpan.FromMinutes(1));
        called.ShouldBe([1, 2, 3]);
        (await TakeAsync()).Load().Generation.ShouldBe(3);
    }

    [Fact]
    public async Task Save_AfterTheSessionsEnd_FailsAndSaysWhy()
    {
        var session = _zooKeeper.Open();
        var store = await MinerZooKeeperStore.TakeAsync(session, Node, CancellationToken.None);
        session.Expire();
        store.Save(Mining);
        (await store.Failed).ShouldContain("session");
    }

    [Fact]
    public async Task Take_OfRubbish_NamesTheNodeAndLeavesIt()
    {
        _zooKeeper.Write(Node, "rubbish");
        var fault = await Should.ThrowAsync<MinerException>(TakeAsync);
        fault.Message.ShouldContain(Node);
        _zooKeeper.Read(Node).ShouldBe("rubbish");
    }

    [Fact]
    public async Task Tasks_AreLaunchedOnceTheStateThatNamesThemIsKept()
    {
        using var miner = new SchedulerHarness(store: await TakeAsync());
        miner.Registered();
        _zooKeeper.GoDown();
        miner.Offers(miner.Offer());
        miner.Launched.ShouldBeEmpty();

        _zooKeeper.ComeBack();

        await miner.NextLaunchAsync();
        miner.Servers.Single().TaskId.Value.ShouldBe("server-1");
        (await TakeAsync()).Load().Server!.TaskId.ShouldBe("server-1");

        // Another has it now: nothing of the old one reaches the cluster.
        miner.Update("server-1", TaskState.TaskFailed);
        miner.Time.Advance(miner.Options.ServerBackoff);
        miner.Offers(miner.Offer());
        miner.Servers.Count().ShouldBe(1);
    }

    private System.Threading.Tasks.Task<MinerZooKeeperStore> TakeAsync() => MinerZooKeeperStore.TakeAsync(_zooKeeper.Open(), Node, CancellationToken.None);
}
