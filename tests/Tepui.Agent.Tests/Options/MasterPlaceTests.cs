using System;
using System.IO;
using System.Linq;
using Tepui.Agent.Options;
using Tepui.Runtime.Flags;

namespace Tepui.Agent.Tests.Options;

public sealed class MasterPlaceTests
{
    [Theory]
    [InlineData("127.0.0.1:5050", "127.0.0.1", 5050)]
    [InlineData("master@10.0.0.1:5052", "10.0.0.1", 5052)]
    [InlineData("host.example", "host.example", 5050)]
    [InlineData("[::1]:5050", "::1", 5050)]
    public void Parse_AnAddress(string text, string host, int port)
    {
        MasterPlace.Fault(text).ShouldBeNull();
        MasterPlace.Parse(text).Address.ShouldBe(new MasterAddress(host, port));
        MasterPlace.Parse(text).Election.ShouldBeNull();
    }

    [Theory]
    [InlineData("zk://10.0.0.1:2181/mesos", "zk://10.0.0.1:2181/mesos")]
    [InlineData("zk://h1:2181,h2:2182/a/b", "zk://h1:2181,h2:2182/a/b")]
    [InlineData("zk://user:sesame@h1:2181/mesos", "zk://user:****@h1:2181/mesos")]
    public void Parse_AnElection(string text, string shown)
    {
        MasterPlace.Fault(text).ShouldBeNull();
        MasterPlace.Parse(text).Election!.ToString().ShouldBe(shown);
        MasterPlace.Parse(text).Address.ShouldBeNull();
    }

    [Theory]
    [InlineData(null, "is needed: give the master's address")]
    [InlineData("", "is needed: give the master's address")]
    [InlineData("host:port", "'host:port' is no address such as 127.0.0.1:5050, and no URL such as zk://127.0.0.1:2181/mesos")]
    [InlineData("host:0", "'host:0' is no address")]
    [InlineData("zk://host:2181", "needs a path: expected zk://HOST:PORT/PATH, as in zk://host:2181/mesos")]
    [InlineData("zk://user:sesame@host:x/mesos", "the ZooKeeper URL 'zk://user:****@host:x/mesos' is not one: ")]
    [InlineData("file:///no/such/file", "file:///no/such/file: ")]
    public void Fault_SaysWhatIsWrongAndShowsNoPassword(string? text, string fault)
    {
        string told = MasterPlace.Fault(text).ShouldNotBeNull();
        told.ShouldContain(fault);
        told.ShouldNotContain("sesame");
        Should.Throw<FormatException>(() => MasterPlace.Parse(text)).Message.ShouldBe(told);
    }

    [Fact]
    public void AFileHoldsEither()
    {
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, "zk://user:sesame@h1:2181/mesos\n");
            MasterPlace.Parse("file://" + file).Election!.Credentials!.Password.ShouldBe("sesame");
            MasterPlace.Parse(file).Election!.Path.ShouldBe("/mesos");
            File.WriteAllText(file, "10.0.0.1:5052\n");
            MasterPlace.Parse("file://" + file).Address.ShouldBe(new MasterAddress("10.0.0.1", 5052));
            File.WriteAllText(file, "zk://user:sesame@h1/");
            MasterPlace.Fault("file://" + file)!.ShouldStartWith($"file://{file}: the ZooKeeper URL 'zk://user:****@h1");
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void ThePasswordIsNotShownAmongTheFlags()
    {
        FlagProperty master = FlagProperty.Of(typeof(AgentOptions)).Single(flag => flag.Name == "master");
        master.Read(new AgentOptions { Master = "zk://user:sesame@h1:2181/mesos" })!.ShouldNotContain("sesame");
    }
}
