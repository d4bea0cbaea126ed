using Microsoft.Extensions.Primitives;
using Tepui.Http.Responses;
using Tepui.Protocol.Codecs;

namespace Tepui.Http.Tests.Responses;

public sealed class AcceptHeaderTests
{
    [Theory]
    [InlineData(null, true, true)]
    [InlineData("", true, true)]
    [InlineData("*/*", true, true)]
    [InlineData("application/*", true, true)]
    [InlineData("application/json", true, false)]
    [InlineData("APPLICATION/JSON", true, false)]
    [InlineData("application/x-protobuf", false, true)]
    [InlineData("text/html, application/json;q=0.5", true, false)]
    [InlineData("application/json;q=0, application/x-protobuf", false, true)]
    [InlineData("application/json; q=0.0", false, false)]
    [InlineData("text/html", false, false)]
    [InlineData("application/jsonx", false, false)]
    public void Allows_Header_AllowsWhatItNames(string? accept, bool json, bool protobuf)
    {
        StringValues header = accept is null ? StringValues.Empty : new StringValues(accept);

        AcceptHeader.Allows(header, MediaTypes.Json).ShouldBe(json);
        AcceptHeader.Allows(header, MediaTypes.Protobuf).ShouldBe(protobuf);
    }
}
