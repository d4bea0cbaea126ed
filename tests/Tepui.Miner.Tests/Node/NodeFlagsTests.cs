using System;
using System.IO;
using System.Linq;
using Tepui.Miner.Server;

namespace Tepui.Miner.Tests.Node;

public class NodeFlagsTests
{
    [Fact]
    public void ReadPassword_FromAFile_IsItsFirstLine()
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, "hush\nmore\n");
            new ServerOptions { RpcPasswordFile = file }.ReadPassword().ShouldBe("hush");
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void ReadPassword_FileThatIsNotThere_NamesTheFlag() =>
        Should.Throw<MinerException>(() => new ServerOptions { RpcPasswordFile = "/no/such/file" }.ReadPassword())
            .Message.ShouldStartWith("--rpc_password_file: ");

    [Fact]
    public void ToEndpoint_AsText_HasNoPassword() =>
        new ServerOptions { RpcUser = "user", RpcPassword = "hush" }.ToEndpoint().ToString().ShouldBe("127.0.0.1:8332");

    [Fact]
    public void Faults_AreAllTold()
    {
        var options = new ServerOptions
        {
            BitcoindAddress = "not a host",
            BitcoindRpcPort = 0,
            Ip = "nowhere",
            WorkerPort = 70000,
            ShareInterval = TimeSpan.Zero,
            StartDifficulty = double.NaN,
            MaximumConnections = 0,
            RpcPassword = "hush",
            RpcPasswordFile = "file",
        };
        string[] flags =
        [
            "--bitcoind_address:", "--bitcoind_rpc_port:", "--ip:", "--worker_port:", "--share_interval:", "--start_difficulty:",
            "--max_connections:", "--rpc_password_file:",
        ];
        var faults = options.Faults().ToArray();
        foreach (var flag in flags)
            faults.ShouldContain(fault => fault.StartsWith(flag, StringComparison.Ordinal), flag);
        faults.ShouldNotContain(fault => fault.Contains("hush"));
        new ServerOptions().Faults().ShouldBeEmpty();
    }
}
