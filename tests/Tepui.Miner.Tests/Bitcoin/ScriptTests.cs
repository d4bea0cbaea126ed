using Tepui.Miner.Bitcoin;

namespace Tepui.Miner.Tests.Bitcoin;

public class ScriptTests
{
    [Theory]
    [InlineData(0, "00")]
    [InlineData(1, "51")]
    [InlineData(16, "60")]
    [InlineData(17, "0111")]
    [InlineData(127, "017f")]
    [InlineData(128, "028000")]
    [InlineData(255, "02ff00")]
    [InlineData(256, "020001")]
    [InlineData(32767, "02ff7f")]
    [InlineData(32768, "03008000")]
    [InlineData(227931, "035b7a03")]
    [InlineData(500000, "0320a107")]
    [InlineData(8388608, "0400008000")]
    public void HeightPrefix_IsTheShortestNumberWithASign(long height, string expected) =>
        Hex.Encode(Script.HeightPrefix(height)).ShouldBe(expected);

    [Fact]
    public void Push_LongData_NamesItsLength() =>
        Hex.Encode(new BitcoinWriter().Push(new byte[80]).Written[..3]).ShouldBe("4c5000");
}
