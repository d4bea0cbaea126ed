using System.IO;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Tepui.Miner.Stratum;

namespace Tepui.Miner.Tests.Stratum;

public class StratumConnectionTests
{
    [Fact]
    public async Task ReadAsync_OfLinesInPieces_GivesWholeMessagesAndThenNull()
    {
        await using var connection = Open("""
            {"id":1,"method":"mining.extranonce.subscribe","params":[]}

            {"id":2,"method":"mining.extranonce.subscribe","params":[]}

            """.ReplaceLineEndings("\r\n"));
        (await connection.ReadAsync(CancellationToken.None)).ShouldBe(new ExtranonceSubscribeRequest(StratumId.Of(1)));
        (await connection.ReadAsync(CancellationToken.None)).ShouldBe(new ExtranonceSubscribeRequest(StratumId.Of(2)));
        (await connection.ReadAsync(CancellationToken.None)).ShouldBeNull();
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    public async Task ReadAsync_OfALineThatIsTooLong_Refuses(string end)
    {
        await using var connection = Open(new string('x', 101) + end, maximumLine: 100);
        (await Should.ThrowAsync<InvalidDataException>(async () => await connection.ReadAsync(CancellationToken.None)))
            .Message.ShouldContain("100 bytes");
    }

    private static StratumConnection Open(string text, int maximumLine = StratumConnection.DefaultMaximumLine) =>
        new(new MemoryStream(Encoding.UTF8.GetBytes(text)), maximumLine);
}
