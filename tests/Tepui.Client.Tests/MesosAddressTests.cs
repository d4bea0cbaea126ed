using System;

namespace Tepui.Client.Tests;

public class MesosAddressTests
{
    [Theory]
    [InlineData("127.0.0.1:5050", "http://127.0.0.1:5050/")]
    [InlineData("http://master.example:5050/some/path", "http://master.example:5050/")]
    [InlineData("slave(1)@10.0.0.1:5051", "http://10.0.0.1:5051/")]
    [InlineData("//10.0.0.1:5050/api/v1/scheduler", "http://10.0.0.1:5050/")]
    [InlineData("[::1]:5050", "http://[::1]:5050/")]
    public void Parse_TheFormsOfMesos_AreRead(string address, string expected)
    {
        MesosAddress.Parse(address).ShouldBe(new Uri(expected));
    }

    [Theory]
    [InlineData("", "is no address")]
    [InlineData("a b", "is no address")]
    [InlineData("host:port", "is no address")]
    [InlineData("ftp://host:1", "is no address")]
    [InlineData("zk://host:2181/mesos", "not where one server is")]
    [InlineData("https://host:5050", "https:// is not supported yet")]
    public void Parse_AnythingElse_SaysWhatIsExpected(string address, string fault)
    {
        Should.Throw<FormatException>(() => MesosAddress.Parse(address)).Message.ShouldContain(fault);
    }
}
