using System;
using Tepui.Endpoints.Json;

namespace Tepui.Endpoints.Tests.Json;

public sealed class NumberJsonTests
{
    [Theory]
    [InlineData(0, "0.0")]
    [InlineData(-3, "-3.0")]
    [InlineData(0.1, "0.1")]
    [InlineData(1795253545.25, "1795253545.25")]
    [InlineData(1e20, "1E+20")]
    [InlineData(-1.7976931348623157e308, "-1.7976931348623157E+308")]
    public void WriteDouble_AlwaysShowsThatItIsOne(double value, string text) =>
        JsonText.OfMembers(writer => writer.WriteDouble("x", value)).ShouldBe($$"""{"x":{{text}}}""");

    [Fact]
    public void WriteSeconds_OfATimeThatHasNotCome_IsZero()
    {
        JsonText.OfMembers(static writer => writer.WriteSeconds("at", default)).ShouldBe("""{"at":0.0}""");
        JsonText.OfMembers(static writer => writer.WriteSeconds("at", DateTimeOffset.UnixEpoch.AddMilliseconds(1500))).ShouldBe("""{"at":1.5}""");
    }
}
