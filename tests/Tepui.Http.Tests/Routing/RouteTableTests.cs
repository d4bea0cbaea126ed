using System.Threading.Tasks;
using Tepui.Http.Routing;

namespace Tepui.Http.Tests.Routing;

public sealed class RouteTableTests
{
    private readonly RouteTable _routes = new RouteTable("slave(1)")
        .Get("/", _ => Task.CompletedTask)
        .Any("/state", _ => Task.CompletedTask)
        .Any("/state.json", _ => Task.CompletedTask)
        .Any("/files/read", _ => Task.CompletedTask)
        .Post("/api/v1", _ => Task.CompletedTask)
        .Post("/api/v1/scheduler", _ => Task.CompletedTask);

    [Theory]
    [InlineData("/", "/")]
    [InlineData("", "/")]
    [InlineData("//", "/")]
    [InlineData("/state", "/state")]
    [InlineData("/state/", "/state")]
    [InlineData("/state//", "/state")]
    [InlineData("/state/more/of/it", "/state")]
    [InlineData("/state.json", "/state.json")]
    [InlineData("/slave(1)/state", "/state")]
    [InlineData("/slave(1)/state/", "/state")]
    [InlineData("/slave(1)/api/v1", "/api/v1")]
    [InlineData("/slave(1)", null)]
    [InlineData("/api/v1", "/api/v1")]
    [InlineData("/api/v1/operator", "/api/v1")]
    [InlineData("/api/v1/scheduler", "/api/v1/scheduler")]
    [InlineData("/api/v1/scheduler/", "/api/v1/scheduler")]
    [InlineData("/api/v1scheduler", null)]
    [InlineData("/api", null)]
    [InlineData("/files", null)]
    [InlineData("/statement", null)]
    [InlineData("/State", null)]
    [InlineData("/nosuchendpoint", null)]
    [InlineData("/slave(2)/state", null)]
    public void Find_Path_TakesTheLongestPrefixOfWholeSegments(string path, string? expected) =>
        _routes.Find(path)?.Path.ShouldBe(expected);

    [Fact]
    public void Find_UnknownPath_IsNull() => _routes.Find("/nosuchendpoint").ShouldBeNull();
}
