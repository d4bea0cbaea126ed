using System;
using Tepui.Miner.Server;

namespace Tepui.Miner.Tests.Server;

public class HashRateMeterTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Rate_IsTheWorkOfTheLastMinute()
    {
        var meter = new HashRateMeter(Start);
        for (var second = 0; second < 300; second++)
            meter.Add(1, Start + TimeSpan.FromSeconds(second));
        meter.Rate(Start + TimeSpan.FromSeconds(299)).ShouldBe(4294967296.0, tolerance: 1);
        meter.Rate(Start + TimeSpan.FromSeconds(400)).ShouldBe(0);
    }

    [Fact]
    public void Rate_OfAYoungWorker_CountsOnlyItsLife()
    {
        var meter = new HashRateMeter(Start);
        meter.Add(10, Start + TimeSpan.FromSeconds(5));
        meter.Rate(Start + TimeSpan.FromSeconds(10)).ShouldBe(4294967296.0, tolerance: 1);
    }
}
