using System.Linq;
using System.Text;
using Tepui.Cli.Tasks;

namespace Tepui.Cli.Tests.Tasks;

public sealed class EscapeFilterTests
{
    [Theory]
    [InlineData("abc", "abc", false)]
    [InlineData("a\u0010\u0011b", "a", true)]
    [InlineData("a\u0010b", "a\u0010b", false)]
    [InlineData("\u0010\u0010\u0011", "\u0010", true)]
    [InlineData("\u0011", "\u0011", false)]
    public void Keys_pass_until_the_escape_in_one_piece_or_in_many(string typed, string passed, bool left)
    {
        var whole = new EscapeFilter();
        Encoding.ASCII.GetString(whole.Feed(Encoding.ASCII.GetBytes(typed))).ShouldBe(passed);
        whole.HasLeft.ShouldBe(left);

        var parts = new EscapeFilter();
        string.Concat(typed.Where(_ => !parts.HasLeft).Select(key => Encoding.ASCII.GetString(parts.Feed([(byte)key])))).ShouldBe(passed);
        parts.HasLeft.ShouldBe(left);
    }
}
