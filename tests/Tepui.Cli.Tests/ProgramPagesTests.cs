using System.Text.Json;

namespace Tepui.Cli.Tests;

public sealed class ProgramPagesTests
{
    [Fact]
    public void GiveBack_UnmapsCode_WhichComesBackWhenItIsNeeded()
    {
        ProgramPages.GiveBack().ShouldBeGreaterThan(1 << 20);

        JsonDocument.Parse("""{"it": "goes on"}""").RootElement.GetProperty("it").GetString().ShouldBe("goes on");
    }
}
