using System;
using Tepui.Miner.View;

namespace Tepui.Miner.Tests.View;

public class QuantityTests
{
    [Theory]
    [InlineData(0, "0.0 h/s")]
    [InlineData(999, "999.0 h/s")]
    [InlineData(21_300_000, "21.3 Mh/s")]
    [InlineData(1e14, "100.0 Th/s")]
    public void HashRate_HasAUnitThatFits(double rate, string text) => Quantity.HashRate(rate).ShouldBe(text);

    [Theory]
    [InlineData(1.5, "1.5 s")]
    [InlineData(75, "1 min 15 s")]
    [InlineData(7500, "2 h 5 min")]
    public void Time_IsInUnitsOfItsSize(double seconds, string text) => Quantity.Time(TimeSpan.FromSeconds(seconds)).ShouldBe(text);
}
