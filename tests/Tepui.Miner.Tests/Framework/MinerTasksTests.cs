using System;
using System.Linq;
using Mesos.V1;
using Tepui.Miner.Framework;

namespace Tepui.Miner.Tests.Framework;

public sealed class MinerTasksTests
{
    [Fact]
    public void Images_ServerGetsTheArgumentsOfP2poolAndNothingElse()
    {
        using SchedulerHarness miner = WithImages("host");
        miner.Mining(workers: 1);
        TaskInfo server = miner.Servers.Single();
        server.Container.Type.ShouldBe(ContainerInfo.Types.Type.Docker);
        server.Container.Docker.Image.ShouldBe("server-image");
        server.Container.Docker.Network.ShouldBe(ContainerInfo.Types.DockerInfo.Types.Network.Host);
        server.Container.Docker.PortMappings.ShouldBeEmpty();
        server.Command.Shell.ShouldBeFalse();
        server.Command.HasValue.ShouldBeFalse();
        string.Join(' ', server.Command.Arguments).ShouldBe(
            "--bitcoind-address 127.0.0.1 --bitcoind-rpc-port 8332 --p2pool-port 31001 -w 31000");
    }

    [Fact]
    public void Images_WorkerGetsTheArgumentsOfCpuminerAndNothingElse()
    {
        using SchedulerHarness miner = WithImages("host");
        miner.Mining(workers: 1);
        TaskInfo worker = miner.Workers.Single();
        worker.Container.Docker.Image.ShouldBe("worker-image");
        worker.Command.Arguments.Take(2).ShouldBe(["-o", "10.0.0.7:31000"]);
        worker.Command.Arguments.Skip(2).Where(argument => argument.StartsWith('-')).ShouldBe(["-u", "-t"]);
    }

    [Fact]
    public void Bridge_ServersPortsAreMappedAndItListensOnAllOfItsOwnAddresses()
    {
        using SchedulerHarness miner = WithImages("bridge");
        miner.Mining(workers: 1);
        TaskInfo server = miner.Servers.Single();
        server.Container.Docker.PortMappings.Select(mapping => (mapping.HostPort, mapping.ContainerPort))
            .ShouldBe([(31000u, 31000u), (31001u, 31001u)]);
        SchedulerHarness.Variable(server, "MESOS_IP").ShouldBe("0.0.0.0");
        miner.Workers.Single().Container.Docker.PortMappings.ShouldBeEmpty();
    }

    [Fact]
    public void RpcArguments_StandWhereP2poolLooksForThem()
    {
        using var miner = new SchedulerHarness(options =>
        {
            options.ServerImage = "p2pool";
            options.RpcArguments = true;
            options.RpcUser = "me";
            options.RpcPassword = "mine";
        });
        miner.Registered().Offers(miner.Offer());
        TaskInfo server = miner.Servers.Single();
        server.Command.Arguments.TakeLast(2).ShouldBe(["me", "mine"]);
        server.Command.Environment.Variables.ShouldNotContain(variable => variable.Type == Mesos.V1.Environment.Types.Variable.Types.Type.Secret);
    }

    [Fact]
    public void DockerNetwork_Unknown_IsAFault() =>
        new MinerOptions { DockerNetworkName = "overlay" }.Faults().ShouldContain(fault => fault.StartsWith("--docker_network:", StringComparison.Ordinal));

    [Fact]
    public void Pool_TheServerIsToldOfItAndOfNoNode()
    {
        using SchedulerHarness miner = new(options =>
        {
            (options.RpcUser, options.RpcPassword) = ("", null);
            (options.Pool, options.PoolUser, options.PoolPassword) = ("stratum+tcp://one.example:3333,two.example", "ann", "pool-secret");
        });
        miner.Options.Faults().ShouldBeEmpty();
        miner.Registered().Offers(miner.Offer());
        TaskInfo server = miner.Servers.Single();
        string.Join(' ', server.Command.Arguments).ShouldBe("/opt/tepui miner server --p2pool-port 31001 -w 31000");
        SchedulerHarness.Variable(server, "MESOS_POOL").ShouldBe("stratum+tcp://one.example:3333,two.example");
        SchedulerHarness.Variable(server, "MESOS_POOL_USER").ShouldBe("ann");
        var secret = server.Command.Environment.Variables.Single(each => each.Name == "TEPUI_POOL_PASSWORD");
        secret.Secret.Value.Data.ToStringUtf8().ShouldBe("pool-secret");
        server.Command.Environment.Variables.ShouldNotContain(each => each.Name == "TEPUI_RPC_PASSWORD");
    }

    [Fact]
    public void Pool_AUrlWithAPassword_IsASecretToo()
    {
        using SchedulerHarness miner = new(options =>
        {
            (options.RpcUser, options.RpcPassword) = ("", null);
            options.Pool = "bob:hush-hush@one.example";
        });
        miner.Registered().Offers(miner.Offer());
        var pool = miner.Servers.Single().Command.Environment.Variables.Single(each => each.Name == "MESOS_POOL");
        pool.Value.ShouldBe("");
        pool.Secret.Value.Data.ToStringUtf8().ShouldBe("bob:hush-hush@one.example");
    }

    private static SchedulerHarness WithImages(string network) => new(options =>
    {
        options.ServerImage = "server-image";
        options.WorkerImage = "worker-image";
        options.DockerNetworkName = network;
    });
}
