using Tepui.Miner.Framework;

namespace Tepui.Miner.Tests.Framework;

public class MinerArgumentsTests
{
    [Fact]
    public void ToFlags_TheOriginalsCommandLine_BecomesFlags() =>
        MinerArguments.ToFlags(["-master=10.0.0.1:5050", "-bitcoind_address", "10.0.0.2", "user", "secret"])
            .ShouldBe(["--master=10.0.0.1:5050", "--bitcoind_address=10.0.0.2", "--rpc_user=user", "--rpc_password=secret"]);

    [Theory]
    [InlineData("-bitcoindAddress", "10.0.0.2")]
    [InlineData("-bitcoindAddress=10.0.0.2")]
    [InlineData("--bitcoindAddress=10.0.0.2")]
    [InlineData("-bitcoind_address=10.0.0.2")]
    public void ToFlags_EitherNameOfTheNodesAddress_BecomesTheFlag(params string[] arguments) =>
        MinerArguments.ToFlags(arguments).ShouldBe(["--bitcoind_address=10.0.0.2"]);

    [Fact]
    public void ToFlags_OneAlone_IsThePassword() =>
        MinerArguments.ToFlags(["-master=m:1", "secret", "--role", "r"]).ShouldBe(["--master=m:1", "--role=r", "--rpc_password=secret"]);

    [Fact]
    public void ToFlags_AfterTwoDashes_NothingIsAFlag() =>
        MinerArguments.ToFlags(["-master", "m:1", "--", "user", "-secret"])
            .ShouldBe(["--master=m:1", "--rpc_user=user", "--rpc_password=-secret"]);

    [Fact]
    public void ToFlags_WhatLooksLikeAFlag_IsNoPassword() =>
        MinerArguments.ToFlags(["-x", "--bogus"]).ShouldBe(["-x", "--bogus"]);

    [Fact]
    public void ToFlags_OurOwnFlags_PassThrough() =>
        MinerArguments.ToFlags(["--master=m:1", "--help", "-h", "a", "b", "c"])
            .ShouldBe(["--master=m:1", "--help", "-h", "--rpc_user=a", "--rpc_password=b", "c"]);
}
