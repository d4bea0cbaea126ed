using Tepui.Kernel.Resources;

namespace Tepui.Kernel.Tests.Resources;

public class FixedPointTests
{
    [Theory]
    [InlineData(0.1, 100)]
    [InlineData(0.0005, 1)]
    [InlineData(0.0004, 0)]
    [InlineData(1.0015, 1002)]
    [InlineData(-0.0005, -1)]
    [InlineData(12345678.901, 12345678901)]
    public void FromDouble_AnyValue_RoundsToTheNearestThousandth(double value, long thousandths) =>
        FixedPoint.FromDouble(value).ShouldBe(thousandths);

    [Theory]
    [InlineData(100, "0.1")]
    [InlineData(4000, "4")]
    [InlineData(1002, "1.002")]
    [InlineData(0, "0")]
    public void ToText_AnyValue_HasNoNeedlessZeros(long thousandths, string text) => FixedPoint.ToText(thousandths).ShouldBe(text);

    [Fact]
    public void ToDouble_EveryThousandthOfATen_ComesBack()
    {
        for (var thousandths = 0L; thousandths < 10_000; thousandths++)
            FixedPoint.FromDouble(FixedPoint.ToDouble(thousandths)).ShouldBe(thousandths);
    }
}
