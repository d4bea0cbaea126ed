using Tepui.Miner.Server;

namespace Tepui.Miner.Tests.Server;

public class ServerArgumentsTests
{
    [Fact]
    public void ToFlags_P2poolsCommandLine_BecomesFlags() =>
        ServerArguments.ToFlags(["--bitcoind-address", "10.0.0.1", "--p2pool-port", "31001", "-w", "31000", "user", "secret"])
            .ShouldBe(["--bitcoind_address=10.0.0.1", "--p2pool_port=31001", "--worker_port=31000", "--rpc_user=user", "--rpc_password=secret"]);

    [Fact]
    public void ToFlags_OneAlone_IsThePassword() =>
        ServerArguments.ToFlags(["secret", "-w", "31000"]).ShouldBe(["--worker_port=31000", "--rpc_password=secret"]);

    [Fact]
    public void ToFlags_OurOwnFlags_PassThrough() =>
        ServerArguments.ToFlags(["--payout-address=bc1x-y", "--help", "-z"]).ShouldBe(["--payout_address=bc1x-y", "--help", "-z"]);
}
