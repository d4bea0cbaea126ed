using System;

namespace Tepui.Kernel.Tests;

public class DurationTextTests
{
    [Theory]
    [InlineData(600_000, "10mins")]
    [InlineData(75_000, "1.25mins")]
    [InlineData(15_000, "15secs")]
    [InlineData(1_500, "1.5secs")]
    [InlineData(3_600_000, "1hrs")]
    [InlineData(86_400_000, "1days")]
    [InlineData(604_800_000, "1weeks")]
    [InlineData(5, "5ms")]
    [InlineData(0, "0ns")]
    public void Of_WritesTheLargestUnit(int milliseconds, string text) =>
        DurationText.Of(TimeSpan.FromMilliseconds(milliseconds)).ShouldBe(text);
}
