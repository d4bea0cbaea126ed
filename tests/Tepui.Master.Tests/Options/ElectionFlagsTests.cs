using System;
using System.IO;
using System.Linq;
using Tepui.Master.Options;
using Tepui.Runtime.Flags;

namespace Tepui.Master.Tests.Options;

/// <summary>--zk and what goes with it.</summary>
public sealed class ElectionFlagsTests
{
    [Theory]
    [InlineData("zk://h1:2181/mesos")]
    [InlineData("zk://h1:2181,h2:2181,h3:2181/a/b")]
    [InlineData("zk://user:pass@h1:2181/mesos")]
    [InlineData("zk://h1/mesos")]
    public void AUrl_HasNoFaults_AndTheRegistryIsThere(string url)
    {
        var options = new MasterOptions { Zk = url };

        options.Faults().ShouldBeEmpty();
        options.Registry.ShouldBe(RegistryKinds.ZooKeeper);
    }

    [Theory]
    [InlineData("")]
    [InlineData("h1:2181")]
    [InlineData("http://h1:2181/mesos")]
    [InlineData("zk://")]
    [InlineData("zk:///mesos")]
    [InlineData("zk://user:secret@/mesos")]
    [InlineData("zk://user:secret@h1:99999/mesos")]
    [InlineData("zk://user:secret@h1:2181,/mesos")]
    [InlineData("zk://user:secret@h1:2181/mesos//x")]
    public void AMalformedUrl_IsOneLineOfItsFlag_WithoutThePassword(string url)
    {
        string fault = new MasterOptions { Zk = url }.Faults().ShouldHaveSingleItem();

        fault.ShouldStartWith("--zk: ");
        fault.ShouldNotContain("secret");
        fault.ShouldNotContain('\n');
    }

    [Fact]
    public void AFile_IsRead_AndItsFaultNamesIt()
    {
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, "zk://user:secret@h1:2181/mesos\n");
            new MasterOptions { Zk = $"file://{file}" }.Faults().ShouldBeEmpty();

            File.WriteAllText(file, "user:secret@h1\n");
            string fault = new MasterOptions { Zk = $"file://{file}" }.Faults().ShouldHaveSingleItem();
            fault.ShouldStartWith($"--zk: file://{file}: ");
            fault.ShouldNotContain("secret");
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void AFileThatIsMissing_IsAFault() =>
        new MasterOptions { Zk = "file:///no/such/file" }.Faults().ShouldHaveSingleItem().ShouldStartWith("--zk: file:///no/such/file: ");

    [Fact]
    public void TheReplicatedLog_NeedsTheQuorum_AsInMesos()
    {
        new MasterOptions { Zk = "zk://h1/mesos", Registry = "replicated_log" }.Faults().ShouldBe(
            ["--quorum: is needed for --registry=replicated_log with --zk, as in Mesos; or leave --registry out"]);
        new MasterOptions { Zk = "zk://h1/mesos", Registry = "replicated_log", Quorum = 2 }.Faults().ShouldBeEmpty();
        new MasterOptions { Registry = "replicated_log" }.Faults().ShouldBeEmpty();
    }

    [Fact]
    public void AFileOfEachMastersOwn_IsNoRegistryForSeveral() =>
        new MasterOptions { Zk = "zk://h1/mesos", Registry = "file" }.Faults().ShouldHaveSingleItem().ShouldStartWith("--registry: 'file' is each master's own");

    [Fact]
    public void TheRegistryInZooKeeper_NeedsToKnowWhere() =>
        new MasterOptions { Registry = "zookeeper" }.Faults().ShouldBe(["--registry: 'zookeeper' needs --zk, which says where"]);

    [Fact]
    public void ASessionOfNothing_IsAFault() =>
        new MasterOptions { ZkSessionTimeout = TimeSpan.FromMilliseconds(10) }.Faults().ShouldBe(["--zk_session_timeout: must be at least 1secs"]);

    [Fact]
    public void ThePassword_IsNotShown()
    {
        FlagProperty zk = FlagProperty.Of(typeof(MasterOptions)).Single(static flag => flag.Name == "zk");

        zk.Read(new MasterOptions { Zk = "zk://user:secret@h1:2181/mesos" }).ShouldBe("zk://user:<hidden>@h1:2181/mesos");
    }
}
