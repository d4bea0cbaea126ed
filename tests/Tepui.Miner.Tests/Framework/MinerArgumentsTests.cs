using Tepui.Miner.Framework;

namespace Tepui.Miner.Tests.Framework;

public class MinerArgumentsTests
{
    [Fact]
    public void ToFlags_TheOriginalsCommandLine_BecomesFlags() =>
        MinerArguments.ToFlags(["-master=10.0.0.1:5050", "-bitcoind_address", "10.0.0.2", "user", "secret"])
            .ShouldBe(["--master=10.0.0.1:5050", "--bitcoind_address=10.0.0.2", "--rpc_user=user", "--rpc_password=secret"]);

    [Fact]
    public void ToFlags_OurOwnFlags_PassThrough() =>
        MinerArguments.ToFlags(["--master=m:1", "--help", "-h", "a", "b", "c"])
            .ShouldBe(["--master=m:1", "--help", "-h", "--rpc_user=a", "--rpc_password=b", "c"]);
}
