using Tepui.Miner.Bitcoin;

namespace Tepui.Miner.Tests.Bitcoin;

public class HexTests
{
    [Fact]
    public void TryDecode_OfEitherCase_GivesTheBytes()
    {
        Hex.TryDecode("00aBff", out var bytes).ShouldBeTrue();
        bytes.ShouldBe([0x00, 0xab, 0xff]);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("0")]
    [InlineData("0g")]
    [InlineData("0x00")]
    [InlineData(" 00 ")]
    public void TryDecode_OfAnythingElse_IsFalse(string? text) => Hex.TryDecode(text, out _).ShouldBeFalse();

    [Fact]
    public void TryDecodeUInt32_OfEightDigits_ReadsTheHighestFirst()
    {
        Hex.TryDecodeUInt32("1d00ffff", out var value).ShouldBeTrue();
        value.ShouldBe(0x1d00ffffu);
        Hex.EncodeUInt32(value).ShouldBe("1d00ffff");
        Hex.TryDecodeUInt32("1d00fff", out _).ShouldBeFalse();
        Hex.TryDecodeUInt32("001d00ffff", out _).ShouldBeFalse();
    }
}
