using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Tepui.EndToEnd.Tests.Harness;
using Tepui.Testing.Docker;

namespace Tepui.EndToEnd.Tests.Docker;

/// <summary>The miner's server and workers as containers of a real dockerd, of images made with no registry.</summary>
[Collection(DockerCollection.Name)]
public sealed class DockerMinerTests(SharedDaemon shared) : IAsyncLifetime
{
    private const string Server = "tepui-miner-server:latest";
    private const string Worker = "tepui-miner-worker:latest";

    private DockerDaemon Daemon => shared.Daemon;

    public Task InitializeAsync() => RemoveAllAsync();

    public Task DisposeAsync() => RemoveAllAsync();

    [DockerFact]
    public async Task Mine_docker_finds_blocks_in_containers_and_leaves_none_behind()
    {
        await using var cluster = new Cluster();
        var mine = Mine(cluster, "--blocks=3");
        await mine.WaitForLineAsync(" accepted: ");
        (await ImagesAsync()).ShouldBe([Server, Worker], ignoreOrder: true, mine.Report());
        Processes.RunningWith(cluster.Folder, "miner", "worker").ShouldBeEmpty(mine.Report());

        (await mine.WaitForExitAsync()).ShouldBe(0, mine.Report());

        mine.Lines.ShouldContain(line => line.Contains("3 blocks accepted", StringComparison.Ordinal), mine.Report());
        await NoContainerIsLeftAsync();
    }

    [DockerFact]
    public async Task Even_kill_9_leaves_no_container_behind()
    {
        await using var cluster = new Cluster();
        var mine = Mine(cluster);
        await mine.WaitForLineAsync(" accepted: ");

        mine.Kill();

        await NoContainerIsLeftAsync();
    }

    [DockerFact]
    public async Task Without_dockerd_it_says_so_at_once()
    {
        await using var cluster = new Cluster();
        var mine = cluster.Start(["mine", "--docker", $"--docker_socket={cluster.At("no.sock")}", $"--work_dir={cluster.At("mine")}"]);

        (await mine.WaitForExitAsync()).ShouldBe(1, mine.Report());

        mine.Lines.Single().ShouldContain(cluster.At("no.sock"), Case.Sensitive, mine.Report());
    }

    [DockerAndPackageFact("bcoin")]
    public async Task A_real_node_accepts_blocks_of_containers_and_a_killed_server_container_is_replaced()
    {
        await using var cluster = new Cluster();
        using var node = await BitcoinNode.StartAsync(cluster);
        var images = cluster.Start(["images", $"--docker_socket={Daemon.Socket}"]);
        (await images.WaitForExitAsync()).ShouldBe(0, images.Report());
        await cluster.StartMasterAsync();
        for (var agent = 1; agent <= 2; agent++)
        {
            await cluster.StartAgentAsync(
                FreePort.Take(), $"agent-{agent}", "--containerizers=docker,mesos", $"--docker_socket={Daemon.Socket}", "--docker_remove_delay=0secs",
                $"--resources=cpus:1;mem:1024;disk:1024;ports:[{24000 + (agent * 100)}-{24099 + (agent * 100)}]");
        }

        var height = await node.HeightAsync();
        var framework = cluster.Start(
        [
            "miner", "framework", "-master", cluster.MasterAddress, "-bitcoind_address", "127.0.0.1", $"--bitcoind_rpc_port={node.Port}",
            $"--payout_address={node.Address}", $"--state_file={cluster.At("miner.json")}", $"--server_image={Server}", $"--worker_image={Worker}",
            BitcoinNode.User, BitcoinNode.Password,
        ]);
        await node.WaitForHeightAsync(height + 2, framework);
        var server = (await ContainersAsync()).Single(container => container.Image == Server).Name;

        await Daemon.Engine.PostAsync($"containers/{server}/kill");

        await framework.WaitForLineAsync("ended");
        height = await node.HeightAsync();
        await node.WaitForHeightAsync(height + 1, framework);
        var now = await ContainersAsync();
        now.Count(container => container.Image == Server).ShouldBe(1, framework.Report());
        now.ShouldNotContain(container => container.Name == server);
        foreach (var program in cluster.Programs)
            program.Lines.ShouldNotContain(line => line.Contains(BitcoinNode.Password, StringComparison.Ordinal));
        framework.Signal(Processes.SigTerm);
    }

    private RunningProgram Mine(Cluster cluster, params string[] flags) => cluster.Start(
    [
        "mine", "--docker", $"--docker_socket={Daemon.Socket}", $"--port={cluster.MasterPort}", "--agent_port=0",
        $"--work_dir={cluster.At("mine")}", .. flags,
    ]);

    private async Task<IReadOnlyList<string>> ImagesAsync() => [.. (await ContainersAsync()).Select(container => container.Image).Distinct()];

    private async Task<IReadOnlyList<(string Name, string Image)>> ContainersAsync()
    {
        var containers = new List<(string, string)>();
        foreach (var name in await Daemon.Engine.NamesAsync())
        {
            var inspection = await Daemon.Engine.InspectAsync(name);
            if (inspection.GetProperty("State").GetProperty("Running").GetBoolean())
                containers.Add((name, inspection.GetProperty("Config").GetProperty("Image").GetString()!));
        }

        return containers;
    }

    /// <summary>A test's cluster ends by kill -9, its supervisors too, and then its containers are nobody's.</summary>
    private Task RemoveAllAsync() => Daemon is null ? Task.CompletedTask : Daemon.Engine.RemoveAllAsync();

    private Task NoContainerIsLeftAsync() => Http.UntilAsync(
        async () => (await Daemon.Engine.NamesAsync()).Count == 0, () => "containers are left\n" + Daemon.Log());
}
