using Tepui.Endpoints.Attributes;
using Tepui.Kernel.Attributes;

namespace Tepui.Endpoints.Tests.Attributes;

public sealed class AttributeJsonTests
{
    [Fact]
    public void WriteAttributes_ShowsScalarsAsNumbers_AndTheRestAsText() =>
        JsonText.OfMembers(static writer => writer.WriteAttributes("a", AttributeText.Parse("rack:b:c;size:2;ids:[1-3,7-7]", [])!))
            .ShouldBe("""{"a":{"rack":"b:c","size":2.0,"ids":"[1-3, 7-7]"}}""");
}
