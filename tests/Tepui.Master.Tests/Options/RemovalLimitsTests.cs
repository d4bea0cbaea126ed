using System;
using Tepui.Kernel.Master.Agents;
using Tepui.Master.Options;

namespace Tepui.Master.Tests.Options;

public sealed class RemovalLimitsTests
{
    [Theory]
    [InlineData("1/10mins", 600)]
    [InlineData("2/3hrs", 5400)]
    [InlineData("10/1secs", 0.1)]
    public void TryParseRate_NumberAndDuration_IsARate(string text, double seconds)
    {
        RemovalLimits.TryParseRate(text, out RemovalRate rate).ShouldBeTrue();
        rate.Interval.ShouldBe(TimeSpan.FromSeconds(seconds));
    }

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("0/10mins")]
    [InlineData("-1/10mins")]
    [InlineData("1/0secs")]
    [InlineData("1/ten")]
    [InlineData("1/1secs/2")]
    [InlineData("one/1secs")]
    public void TryParseRate_AnythingElse_IsNone(string text) => RemovalLimits.TryParseRate(text, out _).ShouldBeFalse();

    [Theory]
    [InlineData("100%", 1)]
    [InlineData("0%", 0)]
    [InlineData("12.5%", 0.125)]
    [InlineData("50", 0.5)]
    public void TryParsePercentage_UpTo100_IsAPart(string text, double part)
    {
        RemovalLimits.TryParsePercentage(text, out double parsed).ShouldBeTrue();
        parsed.ShouldBe(part);
    }

    [Theory]
    [InlineData("")]
    [InlineData("%")]
    [InlineData("101%")]
    [InlineData("-1%")]
    [InlineData("NaN%")]
    [InlineData("half")]
    public void TryParsePercentage_AnythingElse_IsNone(string text) => RemovalLimits.TryParsePercentage(text, out _).ShouldBeFalse();
}
