using System;
using Tepui.Miner.Bitcoin;

namespace Tepui.Miner.Tests.Bitcoin;

public class Hash256Tests
{
    private const string Text = "000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f";

    [Fact]
    public void ToString_OfAParsedHash_GivesTheTextBack() => Hash256.Parse(Text).ToString().ShouldBe(Text);

    [Fact]
    public void ToByteArray_OfAHash_StartsWithTheTextsEnd() => Hash256.Parse(Text).ToByteArray()[0].ShouldBe((byte)0x6f);

    [Theory]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("zz0000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f")]
    public void Parse_OfNoHash_NamesTheText(string text) =>
        Should.Throw<FormatException>(() => Hash256.Parse(text)).Message.ShouldContain(text);

    [Fact]
    public void CompareTo_OfHashes_OrdersThemAsNumbers()
    {
        var smaller = Hash256.Parse("00" + new string('f', 62));
        var larger = Hash256.Parse("01" + new string('0', 62));
        (smaller < larger).ShouldBeTrue();
        (larger > smaller).ShouldBeTrue();
        (smaller <= larger && smaller != larger).ShouldBeTrue();
    }
}
