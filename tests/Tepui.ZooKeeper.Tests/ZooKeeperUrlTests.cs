using System;
using System.Linq;

namespace Tepui.ZooKeeper.Tests;

public sealed class ZooKeeperUrlTests
{
    [Theory]
    [InlineData("zk://h1:2181,h2:2182/mesos", "h1:2181 h2:2182", "/mesos", null)]
    [InlineData("zk://h1,h2/mesos", "h1:2181 h2:2181", "/mesos", null)]
    [InlineData(" zk://h1, h2/a/b/ \n", "h1:2181 h2:2181", "/a/b", null)]
    [InlineData("zk://h1", "h1:2181", "/", null)]
    [InlineData("zk://h1/", "h1:2181", "/", null)]
    [InlineData("zk://[::1]:2999,[fe80::2],10.0.0.1:7/mesos", "[::1]:2999 [fe80::2]:2181 10.0.0.1:7", "/mesos", null)]
    [InlineData("zk://mesos:secret@h1:2181/mesos", "h1:2181", "/mesos", "secret")]
    [InlineData("zk://mesos:se:cr@et@h1:2181/mesos", "h1:2181", "/mesos", "se:cr@et")]
    [InlineData("zk://mesos:@h1:2181/mesos", "h1:2181", "/mesos", "")]
    [InlineData("zk://h1:2181/a@b", "h1:2181", "/a@b", null)]
    public void Parse_OfAGoodUrl_GivesItsParts(string text, string servers, string path, string? password)
    {
        ZooKeeperUrl url = ZooKeeperUrl.Parse(text);

        string.Join(' ', url.Servers).ShouldBe(servers);
        url.Path.ShouldBe(path);
        url.Credentials?.Password.ShouldBe(password);
        (url.Credentials is null).ShouldBe(password is null);
        ZooKeeperUrl.Parse(text).ShouldBe(url);
    }

    [Theory]
    [InlineData("", "does not begin with zk://")]
    [InlineData("localhost:2181/mesos", "does not begin with zk://")]
    [InlineData("zk:/localhost", "does not begin with zk://")]
    [InlineData("zk://", "it names no server")]
    [InlineData("zk:///mesos", "it names no server")]
    [InlineData("zk://h1,,h2/mesos", "between two commas, or at an end, stands no server")]
    [InlineData("zk://h1:0/mesos", "the port of 'h1:0' is no number from 1 to 65535")]
    [InlineData("zk://h1:65536/mesos", "the port of 'h1:65536' is no number from 1 to 65535")]
    [InlineData("zk://h1:/mesos", "the port of 'h1:' is no number from 1 to 65535")]
    [InlineData("zk://::1/mesos", "an IPv6 address stands in brackets")]
    [InlineData("zk://[::1/mesos", "'[::1' has no IPv6 address between brackets")]
    [InlineData("zk://[::1]2181/mesos", "the port of '[::1]2181' is no number")]
    [InlineData("zk://a b/mesos", "'a b' is no host's name")]
    [InlineData("zk://h1//mesos", "its path has two '/' with nothing between them")]
    [InlineData("zk://h1/mesos/../x", "its path has '..' for a part")]
    [InlineData("zk://:secret@h1/mesos", "there is no user before the ':' of its credentials")]
    [InlineData("zk://secret@h1/mesos", "its credentials lack the ':' between user and password")]
    [InlineData("zk://mesos:secret/more@h1:2181/mesos", "its password holds a '/'")]
    public void Parse_OfABadUrl_TellsWhatIsWrong(string text, string fault)
    {
        ZooKeeperUrl.TryParse(text, out ZooKeeperUrl? url, out string? said).ShouldBeFalse();

        url.ShouldBeNull();
        said.ShouldContain(fault);
        said.ShouldNotContain("secret");
        said.ShouldNotContain('\n');
    }

    [Fact]
    public void Parse_OfAUrlWithSeveralFaults_TellsAllOfThem()
    {
        var error = Should.Throw<FormatException>(() => ZooKeeperUrl.Parse("zk://x@h1:0,,h 2/a//b"));

        error.Message.ShouldBe(
            "the ZooKeeper URL 'zk://****@h1:0,,h 2/a//b' is not one: its credentials lack the ':' between user and password; "
            + "the port of 'h1:0' is no number from 1 to 65535; between two commas, or at an end, stands no server; "
            + "'h 2' is no host's name; its path has two '/' with nothing between them");
    }

    [Theory]
    [InlineData("zk://mesos:secret@h1:2181,h2/mesos", "zk://mesos:****@h1:2181,h2:2181/mesos")]
    [InlineData("zk://h1/mesos", "zk://h1:2181/mesos")]
    public void ToString_NeverShowsThePassword(string text, string shown)
    {
        ZooKeeperUrl.Parse(text).ToString().ShouldBe(shown);
        ZooKeeperUrl.Parse(text).Credentials?.ToString().ShouldNotContain("secret");
    }

    [Theory]
    [InlineData("zk://mesos:secret@h1/mesos", "zk://mesos:****@h1/mesos")]
    [InlineData("zk://secret@h1/mesos", "zk://****@h1/mesos")]
    [InlineData("zk://mesos:se/cret@h1/mesos", "zk://mesos:****@h1/mesos")]
    [InlineData("mesos:secret@h1", "mesos:****@h1")]
    [InlineData("zk://h1:2181/a@b", "zk://h1:2181/a@b")]
    [InlineData("127.0.0.1:5050", "127.0.0.1:5050")]
    public void Redact_HidesWhatMayBeAPassword(string text, string shown) => ZooKeeperUrl.Redact(text).ShouldBe(shown);

    [Fact]
    public void At_JoinsBelowThePath()
    {
        ZooKeeperUrl.Parse("zk://h/mesos").At("x").ShouldBe("/mesos/x");
        ZooKeeperUrl.Parse("zk://h").At("x").ShouldBe("/x");
        ZooKeeperUrl.Parse("zk://h").Servers.Single().Port.ShouldBe(ServerAddress.DefaultPort);
    }
}
