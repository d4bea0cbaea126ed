using System;
using System.Collections.Generic;
using FsCheck;
using FsCheck.Fluent;
using Tepui.Miner.Bitcoin;
using Tepui.Miner.Server;
using Tepui.Miner.Stratum;
using Tepui.Miner.Tests.DevelopmentNode;
using Tepui.Miner.Upstream;
using Tepui.Testing;

namespace Tepui.Miner.Tests.Server;

public class ExtranonceSplitTests
{
    [Theory]
    [InlineData(2, 1, 1, 255u)]
    [InlineData(3, 1, 2, 255u)]
    [InlineData(4, 2, 2, 65535u)]
    [InlineData(7, 2, 5, 65535u)]
    [InlineData(8, 4, 4, uint.MaxValue)]
    [InlineData(32, 4, 28, uint.MaxValue)]
    public void Split_OfASize_LeavesRoomForWorkersAndTheirWork(int size, int prefix, int worker, uint greatest)
    {
        var split = new ExtranonceSplit([1, 2], size);
        (split.PrefixSize, split.WorkerSize, split.GreatestPrefix).ShouldBe((prefix, worker, greatest));
    }

    [Fact]
    public void Split_OfOneByte_IsNone() => Should.Throw<ArgumentOutOfRangeException>(() => new ExtranonceSplit([], 1));

    [Fact]
    public void Extranonce_OfAWorker_IsTheUpstreamsCutInTwo() =>
        Prop.ForAll<byte[], DoNotSize<uint>>((upstream, any) =>
        {
            for (var size = ExtranonceSplit.LeastSize; size <= 12; size++)
            {
                var split = new ExtranonceSplit(upstream, size);
                var prefix = any.Item % split.GreatestPrefix;
                byte[] worker = [.. split.Extranonce1(prefix), .. new byte[split.WorkerSize]];
                byte[] pool = [.. upstream, .. split.Prefix(prefix), .. new byte[split.WorkerSize]];
                worker.ShouldBe(pool);
                pool.Length.ShouldBe(upstream.Length + size);
            }
        }).Check(100);

    [Fact]
    public void Workers_OfAShortExtranonce_NeverShareAPart_AndOneTooManyIsTurnedAway()
    {
        var pool = new MiningPool(new PoolSettings(1, 1e-12, 1e15, TimeSpan.FromSeconds(10)), [], new VirtualTime());
        var job = new TemplateJob("1", new PoolHarness().Template(Hash256.Zero), DevelopmentNetwork.Payout).Notification(true);
        pool.SetWork(new UpstreamWork(job, new byte[] { 7 }, 2, 1, null, new Nobody()));
        var parts = new HashSet<string>();
        for (var worker = 0; worker < 255; worker++)
            parts.Add(Hex.Encode(pool.Join("h", _ => { }).Extranonce1)).ShouldBeTrue();
        StratumMessage? last = null;
        string? closed = null;
        var extra = pool.Join("h", messages => last = messages[^1], reason => closed = reason);
        pool.Handle(extra, new SubscribeRequest(StratumId.Of(1), null, null));
        last.ShouldBeOfType<StratumResponse>().Error!.Message.ShouldBe("No extranonce is left for another worker");
        closed.ShouldNotBeNull();
    }

    private sealed class Nobody : IShareReceiver
    {
        public void Take(UpstreamShare share) => throw new InvalidOperationException();
    }
}
