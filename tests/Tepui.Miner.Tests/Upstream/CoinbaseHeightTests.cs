using System;
using System.Linq;
using Tepui.Miner.Bitcoin;
using Tepui.Miner.Server;
using Tepui.Miner.Stratum;
using Tepui.Miner.Tests.Server;
using Tepui.Miner.Upstream;

namespace Tepui.Miner.Tests.Upstream;

public class CoinbaseHeightTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(255)]
    [InlineData(840_000)]
    [InlineData(8_388_608)]
    public void Height_OfAnotherServersJob_IsFound(long height)
    {
        var other = new PoolHarness();
        var job = new TemplateJob("1", other.Template(DoubleSha256.Hash([1]), height: height), [0x51]);
        Job(job.Notification(true)).Height.ShouldBe(height);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(42, 0)]
    [InlineData(43, 3)]
    [InlineData(60, 0)]
    [InlineData(60, 9)]
    public void Height_OfACoinbaseWithoutOne_IsZero(int length, byte push)
    {
        var start = Enumerable.Repeat(push, length).ToArray();
        var template = new PoolHarness().Template(DoubleSha256.Hash([1]));
        var notification = new TemplateJob("1", template, [0x51]).Notification(true);
        Job(notification with { CoinbaseStart = start }).Height.ShouldBe(0);
    }

    private static UpstreamJob Job(NotifyNotification notification) =>
        new("1", new UpstreamWork(notification, Array.Empty<byte>(), 4, 1, null, new Nobody()));

    private sealed class Nobody : IShareReceiver
    {
        public void Take(UpstreamShare share) => throw new InvalidOperationException();
    }
}
