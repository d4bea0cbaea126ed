using System.Linq;
using Tepui.Miner.Server;

namespace Tepui.Miner.Tests.Server;

public class ServerArgumentsTests
{
    /// <summary>What the framework mesos-bitcoin-miner gives its server, word by word.</summary>
    [Fact]
    public void ToFlags_OfTheOriginalFramework_BecomesFlags() =>
        ServerArguments.ToFlags(["--bitcoind-address", "10.0.0.1", "--p2pool-port", "31001", "-w", "31000", "user", "secret"])
            .ShouldBe([
                "--bitcoind_address=10.0.0.1", "--p2pool_port=31001", "--ip=0.0.0.0", "--worker_port=31000", "--rpc_user=user",
                "--rpc_password=secret",
            ]);

    [Theory]
    [InlineData("-w", "10.0.0.7:31000", "--ip=10.0.0.7", "--worker_port=31000")]
    [InlineData("--worker-port", "31000", "--ip=0.0.0.0", "--worker_port=31000")]
    [InlineData("--worker-port=[::1]:31000", null, "--ip=::1", "--worker_port=31000")]
    [InlineData("--address", "bc1x", "--payout_address=bc1x", null)]
    [InlineData("-a", "dynamic", "--p2pool_option=--numaddresses", null)]
    [InlineData("--testnet", null, "--net=testnet", "--bitcoind_rpc_port=18332")]
    [InlineData("--net", "btcregtest", "--net=btcregtest", "--bitcoind_rpc_port=18443")]
    [InlineData("--net=bitcoin", null, "--net=bitcoin", "--bitcoind_rpc_port=8332")]
    [InlineData("--datadir", "/data", "--p2pool_option=--datadir", null)]
    [InlineData("-n", "10.0.0.9:9333", "--p2pool_option=--p2pool-node", null)]
    [InlineData("--max-conns=7", null, "--p2pool_option=--max-conns", null)]
    [InlineData("--disable-upnp", null, "--p2pool_option=--disable-upnp", null)]
    public void ToFlags_OfP2poolsOptions_KnowsThemAll(string argument, string? value, string flag, string? second) =>
        ServerArguments.ToFlags(value is null ? [argument] : [argument, value]).ShouldBe(second is null ? [flag] : [flag, second]);

    [Fact]
    public void ToFlags_AnAddressToListenOn_IsNotOverridden() =>
        ServerArguments.ToFlags(["--ip=10.0.0.7", "-w", "31000"]).ShouldBe(["--ip=10.0.0.7", "--worker_port=31000"]);

    [Fact]
    public void ToFlags_AnAddressOfTheEnvironment_IsNotOverriddenEither() =>
        ServerArguments.ToFlags(["-w", "31000"], "10.0.0.7").ShouldBe(["--worker_port=31000"]);

    [Fact]
    public void ToFlags_ANetworkWithItsPort_KeepsThePort() =>
        ServerArguments.ToFlags(["--net", "regtest", "--bitcoind-rpc-port", "5000"]).ShouldBe(["--net=regtest", "--bitcoind_rpc_port=5000"]);

    [Fact]
    public void ToFlags_OneAlone_IsThePassword() =>
        ServerArguments.ToFlags(["secret", "--worker_port=31000"]).ShouldBe(["--worker_port=31000", "--rpc_password=secret"]);

    [Fact]
    public void ToFlags_OurOwnFlags_PassThrough() =>
        ServerArguments.ToFlags(["--payout-address=bc1x-y", "--help", "-z"]).ShouldBe(["--payout_address=bc1x-y", "--help", "-z"]);

    [Theory]
    [InlineData("0", false)]
    [InlineData("0.0", false)]
    [InlineData("1", true)]
    [InlineData("much", true)]
    public void ToFlags_AFee_IsHandedOnUnlessItIsNone(string fee, bool isHandedOn) =>
        ServerArguments.ToFlags(["-f", fee]).ShouldBe(isHandedOn ? ["--p2pool_option=--fee"] : []);

    [Fact]
    public void Options_OfP2poolAlone_AreToldOrRefusedWithTheReason()
    {
        var options = new ServerOptions { Net = "litecoin" };
        foreach (var name in new[] { "--datadir", "--merged", "--datadir", "--nonsense" })
            options.P2poolOptions.Add(name);
        options.Notices().ShouldBe(["--datadir: left aside: no files are kept; lines go to standard output"]);
        options.Faults().ToArray().ShouldBe([
            "--merged: not supported: there is no merged mining",
            "--p2pool_option: '--nonsense' is no option of p2pool's",
            "--net: 'litecoin' is no network of Bitcoin's; choose one of bitcoin, testnet, testnet4, signet, regtest",
        ]);
    }
}
