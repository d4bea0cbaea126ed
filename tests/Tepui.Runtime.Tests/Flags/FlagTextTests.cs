using System;
using Tepui.Runtime.Flags;

namespace Tepui.Runtime.Tests.Flags;

public class FlagTextTests
{
    [Theory]
    [InlineData("10secs", 10.0)]
    [InlineData("1.5mins", 90.0)]
    [InlineData("2hrs", 7200.0)]
    [InlineData("1weeks", 604800.0)]
    [InlineData("5e1secs", 50.0)]
    [InlineData("250ms", 0.25)]
    [InlineData("0ns", 0.0)]
    [InlineData("1000ns", 0.000001)]
    public void TryParseDuration_takes_the_units_of_Mesos(string text, double seconds)
    {
        FlagText.TryParseDuration(text, out var duration).ShouldBeTrue();
        duration.TotalSeconds.ShouldBe(seconds, 1e-9);
    }

    [Theory]
    [InlineData("")]
    [InlineData("10")]
    [InlineData("secs")]
    [InlineData("10s")]
    [InlineData("1e300days")]
    [InlineData("10 secs")]
    public void TryParseDuration_refuses_anything_else(string text) => FlagText.TryParseDuration(text, out _).ShouldBeFalse();

    [Theory]
    [InlineData(0.0, "0ns")]
    [InlineData(15.0, "15secs")]
    [InlineData(600.0, "10mins")]
    [InlineData(604800.0, "1weeks")]
    [InlineData(1.5, "1500ms")]
    public void Format_picks_the_largest_unit_that_divides(double seconds, string expected) =>
        FlagText.Format(TimeSpan.FromSeconds(seconds)).ShouldBe(expected);

    [Fact]
    public void Format_and_parse_are_inverse()
    {
        foreach (var ticks in new[] { 1L, 7, 10_000, 123_456_789, TimeSpan.TicksPerDay, TimeSpan.TicksPerDay * 365 })
        {
            var duration = TimeSpan.FromTicks(ticks);
            FlagText.TryParseDuration(FlagText.Format(duration), out var parsed).ShouldBeTrue();
            parsed.ShouldBe(duration);
        }
    }
}
