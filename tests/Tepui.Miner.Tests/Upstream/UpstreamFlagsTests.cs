using System.IO;
using System.Linq;
using Tepui.Miner.Server;
using Tepui.Miner.Upstream;

namespace Tepui.Miner.Tests.Upstream;

public sealed class UpstreamFlagsTests
{
    [Fact]
    public void ReadPools_OfAList_KeepsItsOrderAndFillsInWhatIsMissing()
    {
        var options = new ServerOptions { Pool = "stratum+tcp://one.example:3333, two.example,bob:pw@[::1]:7", PoolUser = "ann", PoolPassword = "x1" };
        options.Faults().ShouldBeEmpty();
        options.ReadPools().ShouldBe([
            new UpstreamAddress("one.example", 3333, "ann", "x1"),
            new UpstreamAddress("two.example", 3333, "ann", "x1"),
            new UpstreamAddress("::1", 7, "bob", "pw"),
        ]);
    }

    [Fact]
    public void ReadPools_WithAPasswordFile_TakesItsFirstLine()
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, "hush\nmore");
        new ServerOptions { Pool = "h", PoolPasswordFile = file }.ReadPools().Single().Password.ShouldBe("hush");
        File.Delete(file);
        Should.Throw<MinerException>(() => new ServerOptions { Pool = "h", PoolPasswordFile = file }.ReadPools())
            .Message.ShouldStartWith("--pool_password_file:");
    }

    [Fact]
    public void Faults_OfWhatDoesNotGoTogether_AreAllTold() =>
        new ServerOptions
        {
            Pool = "stratum+ssl://h:1,ftp://x",
            PoolPassword = "a",
            PoolPasswordFile = "b",
            RpcUser = "u",
            PayoutAddress = "bc1x",
        }.Faults().ShouldBe([
            "--pool_password_file: --pool_password is given too; use one of them",
            "--pool: work comes from pools, so that RPC user and password of a node have no use; leave them out",
            "--pool: stratum+ssl:// is not supported, as there is no TLS; use stratum+tcp://",
            "--pool: 'ftp://x' should be stratum+tcp://HOST:PORT, http://HOST:PORT or HOST:PORT",
            "--payout_address: with --pool the pool decides where coins go; leave it out",
        ]);

    [Fact]
    public void Faults_OfAPasswordWithoutAPool_SaysSo() =>
        new ServerOptions { PoolPassword = "a" }.Faults().ShouldBe(["--pool: needed, as a password for pools is given"]);

    [Fact]
    public void Faults_OfAnEmptyList_SaysSo() =>
        new ServerOptions { Pool = " , " }.Faults().Single().ShouldStartWith("--pool: name 1 to 16 pools");
}
