using System;
using System.IO;
using System.Linq;
using Tepui.Client.Masters;

namespace Tepui.Client.Tests.Masters;

public sealed class MasterLocationTests
{
    [Theory]
    [InlineData("127.0.0.1:5050", "127.0.0.1:5050")]
    [InlineData("http://master.example:5050", "master.example:5050")]
    [InlineData("master@10.0.0.1:5050", "10.0.0.1:5050")]
    [InlineData("10.0.0.1:5050, 10.0.0.2:5050", "10.0.0.1:5050,10.0.0.2:5050")]
    public void Parse_Addresses_AreKeptInOrder(string text, string shown)
    {
        var location = MasterLocation.Parse(text);
        location.Election.ShouldBeNull();
        location.ToString().ShouldBe(shown);
        location.Addresses.Count.ShouldBe(shown.Split(',').Length);
    }

    [Theory]
    [InlineData("zk://h1:2181/mesos", "zk://h1:2181/mesos")]
    [InlineData(" zk://h1:2181,h2:2181/a/b ", "zk://h1:2181,h2:2181/a/b")]
    [InlineData("zk://user:sesame@h1:2181/mesos", "zk://user:****@h1:2181/mesos")]
    public void Parse_AnElection_IsShownWithoutItsPassword(string text, string shown)
    {
        var location = MasterLocation.Parse(text);
        location.Addresses.ShouldBeEmpty();
        location.ToString().ShouldBe(shown);
    }

    [Theory]
    [InlineData("", "'' is no address: expected host:port, or zk://host:port/path")]
    [InlineData("host:port", "'host:port' is no address: expected host:port, or zk://host:port/path")]
    [InlineData("a:1,b:c", "'a:1,b:c': 'b:c' is no address: expected host:port,host:port")]
    [InlineData("https://a:1", "'https://a:1': https:// is not supported yet; give host:port")]
    [InlineData("zk://h1:2181", "the ZooKeeper URL 'zk://h1:2181/' needs a path: expected zk://HOST:PORT/PATH, as in zk://h1:2181/mesos")]
    [InlineData("zk://user:sesame@h1:2181/", "the ZooKeeper URL 'zk://user:****@h1:2181/' needs a path: expected zk://HOST:PORT/PATH, as in zk://user:****@h1:2181/mesos")]
    public void Parse_AnythingElse_SaysWhatIsExpected(string text, string fault)
    {
        MasterLocation.TryParse(text, out _, out var told).ShouldBeFalse();
        told.ShouldBe(fault);
        Should.Throw<FormatException>(() => MasterLocation.Parse(text)).Message.ShouldBe(fault);
    }

    [Theory]
    [InlineData("zk://h1:nine/mesos")]
    [InlineData("zk://:sesame@/mesos")]
    [InlineData("zk://user:sesame@h1:99999/mesos")]
    public void Parse_AMalformedElection_IsToldWithoutItsPassword(string text)
    {
        MasterLocation.TryParse(text, out _, out var fault).ShouldBeFalse();
        fault.ShouldStartWith("the ZooKeeper URL 'zk://");
        fault.ShouldNotContain("sesame");
    }

    [Fact]
    public void Parse_AFile_IsWhatItHolds()
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, "zk://user:sesame@h1:2181/mesos\n");
            MasterLocation.Parse("file://" + file).Election!.Credentials!.Password.ShouldBe("sesame");
            MasterLocation.Parse(file).Election!.Path.ShouldBe("/mesos");
            File.WriteAllText(file, "10.0.0.1:5050");
            MasterLocation.Parse("file://" + file).Addresses.Single().Authority.ShouldBe("10.0.0.1:5050");
            File.WriteAllText(file, "host:port");
            MasterLocation.TryParse("file://" + file, out _, out var fault).ShouldBeFalse();
            fault.ShouldBe($"file://{file}: 'host:port' is no address: expected host:port, or zk://host:port/path");
            File.WriteAllText(file, "");
            MasterLocation.TryParse("file://" + file, out _, out fault).ShouldBeFalse();
            fault.ShouldContain("the file is empty");
        }
        finally
        {
            File.Delete(file);
        }

        MasterLocation.TryParse("file://" + file, out _, out var missing).ShouldBeFalse();
        missing.ShouldStartWith($"file://{file}: ");
    }

    [Fact]
    public void Parse_Several_AreTriedInTurnAndAnElectionStandsAlone()
    {
        MasterLocation.Parse(["a:1", "b:2,c:3"]).ToString().ShouldBe("a:1,b:2,c:3");
        Should.Throw<FormatException>(() => MasterLocation.Parse(["a:1", "zk://user:sesame@h:1/m"])).Message
            .ShouldBe("zk://user:****@h:1/m: says by itself who leads; give it alone");
        Should.Throw<FormatException>(() => MasterLocation.Parse([])).Message.ShouldContain("no master is named");
    }
}
