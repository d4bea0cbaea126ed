using Tepui.Runtime.Flags;

namespace Tepui.Runtime.Tests.Flags;

public sealed class ByteTextTests
{
    [Theory]
    [InlineData("0B", 0)]
    [InlineData("4096B", 4096)]
    [InlineData("4KB", 4096)]
    [InlineData("3MB", 3145728)]
    [InlineData("1GB", 1073741824)]
    [InlineData("2TB", 2199023255552)]
    public void TryParse_AnAmount(string text, long bytes)
    {
        ByteText.TryParse(text, out long parsed).ShouldBeTrue();
        parsed.ShouldBe(bytes);
    }

    [Theory]
    [InlineData("")]
    [InlineData("4")]
    [InlineData("KB")]
    [InlineData("4 KB")]
    [InlineData("4.5KB")]
    [InlineData("-4KB")]
    [InlineData("4kb")]
    [InlineData("9000000TB")]
    [InlineData("99999999999999999999B")]
    public void TryParse_NoAmount(string text) => ByteText.TryParse(text, out _).ShouldBeFalse();
}
