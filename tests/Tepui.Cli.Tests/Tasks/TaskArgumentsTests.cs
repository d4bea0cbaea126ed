using Tepui.Cli.Tasks;

namespace Tepui.Cli.Tests.Tasks;

public class TaskArgumentsTests
{
    [Theory]
    [InlineData("-it web sh -c ls", "--interactive --tty -- web sh -c ls")]
    [InlineData("--master h:1 -i web sh", "--master h:1 --interactive -- web sh")]
    [InlineData("web -- sh -- -x", "-- web sh -- -x")]
    [InlineData("-- web sh", "-- web sh")]
    [InlineData("-a", "--all")]
    public void ToFlags_LeavesTheCommandItsOwn(string words, string flags) =>
        TaskArguments.ToFlags(words.Split(' ')).ShouldBe(flags.Split(' '));
}
