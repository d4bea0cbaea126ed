using System.Text;
using Tepui.Client.Files;

namespace Tepui.Client.Tests.Files;

public class FileReadAnswerTests
{
    [Fact]
    public void TryParse_EscapesAndRawBytes_GiveTheFilesBytes()
    {
        byte[] json = [.. "{\"data\":\"a\\n\\\"\\\\\\/\\u0001\\u00fc\\ud83d\\ude00"u8, 0xff, 0xc3, .. "\",\"offset\":7}"u8];
        FileReadAnswer.TryParse(json, out var chunk).ShouldBeTrue();
        chunk.Offset.ShouldBe(7);
        byte[] expected = [.. "a\n\"\\/\u0001ü😀"u8, 0xff, 0xc3];
        chunk.Data.ToArray().ShouldBe(expected);
        chunk.End.ShouldBe(7 + expected.Length);
    }

    [Theory]
    [InlineData("{\"data\":\"\",\"offset\":8}", true)]
    [InlineData("{\"offset\":8}", false)]
    [InlineData("{\"data\":\"\"}", false)]
    [InlineData("{\"data\":\"\\ud83d\",\"offset\":0}", true)]
    [InlineData("{\"data\":1,\"offset\":\"x\"}", false)]
    [InlineData("[", false)]
    [InlineData("", false)]
    public void TryParse_OtherAnswers_AreToldApart(string json, bool isPart)
    {
        FileReadAnswer.TryParse(Encoding.UTF8.GetBytes(json), out _).ShouldBe(isPart);
    }
}
