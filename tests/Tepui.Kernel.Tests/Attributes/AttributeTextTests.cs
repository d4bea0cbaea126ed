using System.Collections.Generic;
using System.Linq;
using Mesos.V1;
using Tepui.Kernel.Attributes;

namespace Tepui.Kernel.Tests.Attributes;

public class AttributeTextTests
{
    [Fact]
    public void Parse_EachType_IsReadAsMesosReadsIt()
    {
        var attributes = AttributeText.Parse("rack:abc;zone:west;level:10;keys:[1000-1500]", [])!;

        attributes.Select(attribute => attribute.Type).ShouldBe(
            [Value.Types.Type.Text, Value.Types.Type.Text, Value.Types.Type.Scalar, Value.Types.Type.Ranges]);
        AttributeText.Write(attributes).ShouldBe("rack:abc;zone:west;level:10;keys:[1000-1500]");
    }

    [Theory]
    [InlineData("url:http://x:80/y", "url:http://x:80/y")]
    [InlineData("rack:a b c\nrack:-1", "rack:abc;rack:-1")]
    [InlineData("keys:[5-9,1-5]", "keys:[1-9]")]
    [InlineData("level:0.50", "level:0.5")]
    [InlineData(";;", "")]
    public void Parse_OddText_IsReadAsMesosReadsIt(string flag, string expected) =>
        AttributeText.Write(AttributeText.Parse(flag, [])!).ShouldBe(expected);

    [Fact]
    public void Parse_SeveralFaults_NamesThemAll()
    {
        var faults = new List<string>();

        AttributeText.Parse("rack;:x;zone:;disks:{a};ports:[1-x];level:3", faults).ShouldBeNull();

        faults.ShouldBe(
        [
            "Invalid attribute key:value pair 'rack'",
            "Invalid attribute key:value pair ':x'",
            "Invalid attribute key:value pair 'zone:'",
            "Bad type for attribute disks text {a} type SET",
            "Failed to parse attribute ports text [1-x] error Expecting non-negative integers in '1-x'",
        ]);
    }
}
